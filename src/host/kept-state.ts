import { renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { ErrorCodes, ToolbeltError } from '../errors';
import { isRecord } from '../internal/is-record';
import { exists, writeForeignFile } from '../internal/node/foreign-files';
import { randomId } from '../internal/random-id';
import type { Feed } from './observe/feed';
import { readJsonFile } from './project/json-file';

const SAVE_AFTER_MS = 200;
const OWNER_ONLY = 0o600;

/** The parts of an account that functions can change. */
export interface ChangeableAccount {
  readonly secrets: { get(name: string): unknown; write(name: string, value: unknown): void };
  readonly context: {
    namespaces(): ReadonlyArray<{ name: string }>;
    sessions(namespace: string): readonly string[] | undefined;
    get(namespace: string, sessionId?: string): Record<string, unknown> | undefined;
    set(namespace: string, properties: Readonly<Record<string, unknown>>, sessionId?: string): void;
  };
  readonly files: Map<string, { body: Buffer; contentType: string }>;
  readonly sdes: unknown[];
}

/**
 * Keeps in a file what functions have changed in an account: secrets, the Context Session Store without its expiry times, files, and
 * engagement attributes.
 */
export class KeptState {
  readonly #path: string;
  readonly #account: ChangeableAccount;
  readonly #feed: Feed;
  readonly #secrets = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  /**
   * Takes over the state of the file when the file exists.
   * @param feed is told when the file cannot be written later
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_CONFIGURATION` for a file with other contents, or a folder that does not exist
   */
  constructor(path: string, account: ChangeableAccount, feed: Feed) {
    this.#path = path;
    this.#account = account;
    this.#feed = feed;
    const file = readJsonFile(path);
    if (file === undefined) {
      const folder = dirname(path);
      if (exists(folder)) return;
      throw new ToolbeltError(
        ErrorCodes.Toolbelt.INVALID_CONFIGURATION,
        `The state cannot be kept in ${path}: there is no folder ${folder}. Make the folder, or name another file.`,
      );
    }
    const { value } = file;
    if (!isState(value)) {
      throw file.problem([], 'this is not the state of an account. Name another file, or delete it');
    }
    this.#restore(value);
  }

  /** Call this when a function has written a secret. */
  wroteSecret(key: string): void {
    this.#secrets.add(key);
    this.changed();
  }

  /** Call this when something may have changed. The state is saved soon after. */
  changed(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.save(), SAVE_AFTER_MS);
    this.#timer.unref();
  }

  /** Writes the file in one step, so that it is complete at any time. When that fails, the host keeps running. */
  save(): void {
    clearTimeout(this.#timer);
    // The name is random. Otherwise another user could put a link under the name.
    const temporary = `${this.#path}.${randomId()}.tmp`;
    const text = `${JSON.stringify(this.#state(), null, 2)}\n`;
    try {
      writeForeignFile(temporary, text, { mode: OWNER_ONLY, isNew: true });
      renameSync(temporary, this.#path);
    } catch (error) {
      this.#feed.problem(`The state cannot be written to ${this.#path}: ${(error as Error).message}.`);
    }
  }

  #state(): State {
    const { secrets, context, files, sdes } = this.#account;
    const sessionsOf = (name: string) =>
      (context.sessions(name) ?? []).map((session) => [session, context.get(name, session) ?? {}] as const);
    return {
      secrets: Object.fromEntries([...this.#secrets].map((key) => [key, secrets.get(key)])),
      context: Object.fromEntries(
        context.namespaces().map(({ name }) => [name, Object.fromEntries(sessionsOf(name))]),
      ),
      files: Object.fromEntries(
        Array.from(files, ([path, { body, contentType }]) => [
          path,
          { contentType, body: body.toString('base64') },
        ]),
      ),
      sdes,
    };
  }

  #restore({ secrets, context, files, sdes = [] }: State): void {
    const account = this.#account;
    for (const [key, value] of Object.entries(secrets)) {
      this.#secrets.add(key);
      account.secrets.write(key, value);
    }
    for (const [name, sessions] of Object.entries(context)) {
      for (const [session, properties] of Object.entries(sessions))
        account.context.set(name, properties, session);
    }
    for (const [path, { contentType, body }] of Object.entries(files)) {
      account.files.set(path, { contentType, body: Buffer.from(body, 'base64') });
    }
    for (const sde of sdes) account.sdes.push(sde);
  }
}

function isState(value: unknown): value is State {
  if (!isRecord(value)) return false;
  const { secrets, context, files, sdes = [] } = value;
  if (!isRecord(secrets) || !isRecord(context) || !isRecord(files) || !Array.isArray(sdes)) return false;
  const isFile = (file: unknown) =>
    isRecord(file) && typeof file.body === 'string' && typeof file.contentType === 'string';
  const isNamespace = (sessions: unknown) => isRecord(sessions) && Object.values(sessions).every(isRecord);
  return Object.values(files).every(isFile) && Object.values(context).every(isNamespace);
}

interface State {
  readonly secrets: Readonly<Record<string, unknown>>;
  readonly context: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly files: Readonly<Record<string, { contentType: string; body: string }>>;
  readonly sdes: readonly unknown[];
}

import { types } from 'node:util';
import { isConversation } from '../conversation/is-conversation';
import type { Conversation } from '../conversation/types';
import { ErrorCodes, ReplaceFilesError, ToolbeltError } from '../errors';
import type { SendCall } from '../http/client/send-call';
import { mapConcurrently } from '../internal/async/map-concurrently';
import { isRecord } from '../internal/is-record';
import { ownProperties } from '../internal/own-properties';
import { misspeltOptions } from '../internal/wording';
import { SwiftClient, type SwiftCredentials } from './swift-client';

/** The parts of the toolbelt that the util needs. */
export interface GdprUtilParts {
  send: SendCall;
  warnOnce(topic: string, message: string): void;
  /** The origin of a LivePerson service. */
  origin(service: string): Promise<string>;
}

/** The file that replaces each file. */
export interface ReplacementFile {
  /** Media type, such as `image/png`. */
  contentType: string;
  /** The new content of the file. */
  body: Buffer | Uint8Array | string;
}

/** Decides for the path of a file whether the file is replaced. */
export type ShouldReplace = (path: string) => boolean | Promise<boolean>;

/** The number of requests that the rate limit allows in a second. Further requests would only wait. */
const CONCURRENCY = 20;

/** A PNG with one black pixel. */
const BLACK_PIXEL_PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABAQAAAAA3bvkkAAAACklEQVR42mNgAAAAAgAB5Sfe/AAAAABJRU5ErkJggg==';

/** Replaces files of conversations. A replaced file cannot be restored (docs/platform.md, "File storage"). */
export class GDPRUtil {
  readonly #parts: GdprUtilParts;

  constructor(parts: GdprUtilParts) {
    this.#parts = parts;
  }

  /**
   * Replaces the files that were sent in a conversation, in all of its records. This cannot be undone.
   *
   * @param conversation as `getConversationById` returned it
   * @param credentials for the file storage, from the LivePerson account team
   * @param shouldReplace called once for every path, before anything is sent. Without it, every file is replaced.
   * @param replacementFile the file that replaces them. Without it, a black PNG of one pixel.
   * @returns the paths of the replaced files, without duplicates, in the order of the conversation
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for arguments that cannot be used. `ErrorCodes.GdprUtil.GENERAL` when
   *   `shouldReplace` throws. `ErrorCodes.GdprUtil.AUTH_FAILED` when the file storage refuses the credentials or gives no token. No file
   *   was replaced then.
   * @throws ReplaceFilesError `ErrorCodes.GdprUtil.REPLACE_FILE_FAILED` when some files could not be replaced. Every file was tried.
   *   `replaced` and `failed` list them.
   */
  async replaceConversationFiles(
    conversation: Conversation,
    credentials: SwiftCredentials,
    shouldReplace: ShouldReplace = () => true,
    replacementFile: ReplacementFile = defaultFile(),
  ): Promise<string[]> {
    for (const warning of [
      ...misspeltOptions('GDPRUtil', credentials, ['username', 'password']),
      ...misspeltOptions('GDPRUtil', replacementFile, ['contentType', 'body']),
    ]) {
      this.#parts.warnOnce(...warning);
    }
    const own = isRecord(credentials) ? ownProperties(credentials) : credentials;
    const file = isRecord(replacementFile) ? ownProperties(replacementFile) : replacementFile;
    check(conversation, own, shouldReplace, file);
    const { paths, lost } = filePaths(conversation);
    const chosen = await choose(paths, shouldReplace);
    const outcomes = await this.#replace(chosen, own, file);
    const replaced = outcomes.filter(({ error }) => error === undefined).map(({ path }) => path);
    const failed = [...outcomes, ...lost].filter(
      (outcome): outcome is Failure => outcome.error !== undefined,
    );
    if (failed.length > 0) throw failure(replaced, failed);
    return replaced;
  }

  async #replace(paths: string[], credentials: SwiftCredentials, file: ReplacementFile): Promise<Outcome[]> {
    if (paths.length === 0) return [];
    const swift = new SwiftClient(await this.#parts.origin('swift'), credentials, this.#parts.send);
    await swift.authenticate();
    return mapConcurrently(paths, CONCURRENCY, async (path) => {
      const error = await swift.put(path, file).then(
        () => undefined,
        (reason: Error) => reason,
      );
      return { path, error };
    });
  }
}

interface Outcome {
  path: string;
  error: Error | undefined;
}

interface Failure extends Outcome {
  error: Error;
}

function defaultFile(): ReplacementFile {
  return { contentType: 'image/png', body: Buffer.from(BLACK_PIXEL_PNG, 'base64') };
}

/** The paths of a conversation's files, without duplicates, and a failure for each message whose file has no path. */
function filePaths({ conversationHistoryRecords }: Conversation): { paths: string[]; lost: Failure[] } {
  const paths = new Set<string>();
  const lost: Failure[] = [];
  for (const message of conversationHistoryRecords.flatMap((record) => record?.messageRecords ?? [])) {
    if (message?.type !== 'HOSTED_FILE') continue;
    const path = message.messageData?.file?.relativePath;
    if (typeof path === 'string' && path !== '') paths.add(path);
    else {
      const id = message.messageId ?? 'without id';
      lost.push({ path: '', error: invalid(`message ${id} has no "messageData.file.relativePath".`) });
    }
  }
  return { paths: [...paths], lost };
}

async function choose(paths: string[], shouldReplace: ShouldReplace): Promise<string[]> {
  const chosen: string[] = [];
  for (const path of paths) {
    try {
      if (await shouldReplace(path)) chosen.push(path);
    } catch (error) {
      throw new ToolbeltError(
        ErrorCodes.GdprUtil.GENERAL,
        `GDPRUtil.replaceConversationFiles: "shouldReplace" threw for ${path}: ${(error as Error)?.message ?? error}. ` +
          'No file was replaced.',
        error,
      );
    }
  }
  return chosen;
}

function check(
  conversation: unknown,
  credentials: unknown,
  shouldReplace: unknown,
  replacementFile: unknown,
): void {
  if (!isConversation(conversation)) {
    throw invalid('"conversation" must be what getConversationById returned.');
  }
  for (const name of ['username', 'password']) {
    const value = isRecord(credentials) ? credentials[name] : undefined;
    if (typeof value === 'string' && value !== '' && !/[\r\n]/.test(value)) continue;
    throw invalid(
      `"credentials.${name}" must be a non-empty string of one line: the account team of LivePerson provides both.`,
    );
  }
  if (typeof shouldReplace !== 'function') throw invalid('"shouldReplace" must be a function of a path.');
  checkFile(replacementFile);
}

function checkFile(file: unknown): void {
  const { contentType, body } = isRecord(file) ? file : {};
  if (typeof contentType !== 'string' || !/^[\w.+-]+\/[\w.+-]+( *;[^\r\n]*)?$/.test(contentType)) {
    throw invalid('"replacementFile.contentType" must be a media type, such as "image/png".');
  }
  if (typeof body !== 'string' && !types.isUint8Array(body)) {
    throw invalid('"replacementFile.body" must be a Buffer, such as Buffer.from(text, "base64").');
  }
}

function invalid(message: string): ToolbeltError {
  return new ToolbeltError(
    ErrorCodes.Toolbelt.INVALID_ARGUMENT,
    `GDPRUtil.replaceConversationFiles: ${message}`,
  );
}

function failure(replaced: string[], failed: Failure[]): ReplaceFilesError {
  const [first] = failed;
  const message =
    `${failed.length} of ${replaced.length + failed.length} files could not be replaced, ` +
    `first ${first?.path}: ${first?.error.message.replace(/\.$/, '')}. "failed" lists them; call again with a shouldReplace that returns true only for those.`;
  return new ReplaceFilesError(message, replaced, failed);
}

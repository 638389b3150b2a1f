import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ErrorCodes, ToolbeltError } from '../errors';
import { readFixtures } from './fixture-files';
import { type ScrubOptions, scrub } from './fixture-scrub';
import { networkError } from './network-error';
import { type Definition, loadNock, type NockModule, type Scope } from './nock';

/** Takes the user's own copy of nock. */
export interface FixtureOptions {
  /** The copy of nock to use. @default the nock that is installed */
  nock?: NockModule;
}

/** Mounted fixtures. */
export interface MountedFixtures {
  /** One for each definition, as nock made them. */
  readonly scopes: readonly Scope[];
  /** @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` that names the fixtures that nothing has called */
  assertUsed(): void;
  /** Takes them away again, and no others. */
  remove(): void;
}

/** Mounts JSON files in nock's own definition format. See {@link fixtures}. */
function load(path: string, { nock: given }: FixtureOptions = {}): MountedFixtures {
  const definitions = readFixtures(path);
  const nock = loadNock(given);
  // nock demands the method that its format makes optional.
  const scopes = nock.define(definitions.map((definition) => ({ method: 'GET', ...definition })));
  return {
    scopes,
    assertUsed() {
      const unused = scopes.flatMap((scope) => (scope.isDone() ? [] : scope.pendingMocks()));
      if (unused.length === 0) return;
      throw new ToolbeltError(
        ErrorCodes.Toolbelt.INVALID_ARGUMENT,
        `fixtures: ${path}: nothing called ${unused.join(', ')}.`,
      );
    },
    remove() {
      for (const scope of scopes) {
        for (const interceptor of interceptorsOf(scope)) nock.removeInterceptor(interceptor as never);
      }
    },
  };
}

function interceptorsOf(scope: Scope): unknown[] {
  return [...(scope as unknown as { interceptors: unknown[] }).interceptors];
}

let isRecording = false;

/** Runs `work` on the network and writes what it called. See {@link fixtures}. */
async function record<Result>(
  folder: string,
  work: () => Promise<Result> | Result,
  options: FixtureOptions & ScrubOptions = {},
): Promise<Result> {
  if (isRecording) {
    throw new ToolbeltError(
      ErrorCodes.Toolbelt.INVALID_ARGUMENT,
      'fixtures.record: another recording is under way: await it first.',
    );
  }
  const nock = loadNock(options.nock);
  isRecording = true;
  if (!nock.isActive()) nock.activate();
  // Recording replaces nock's interception: mounted fixtures answer again afterwards.
  nock.restore();
  nock.recorder.rec({ dont_print: true, output_objects: true });
  try {
    const result = await work();
    write(folder, scrub(nock.recorder.play() as Definition[], options));
    return result;
  } finally {
    nock.restore();
    nock.recorder.clear();
    nock.activate();
    isRecording = false;
  }
}

/** One file for each host. */
function write(folder: string, definitions: Definition[]): void {
  if (definitions.length === 0) {
    throw new ToolbeltError(
      ErrorCodes.Toolbelt.INVALID_ARGUMENT,
      'fixtures.record: nothing was called, so nothing was written: was the host whitelisted?',
    );
  }
  mkdirSync(folder, { recursive: true });
  const byHost = new Map<string, Definition[]>();
  for (const definition of definitions) {
    const host = new URL(String(definition.scope)).host.replace(/[^\w.-]/g, '_');
    byHost.set(host, [...(byHost.get(host) ?? []), definition]);
  }
  for (const [host, entries] of byHost) {
    writeFileSync(join(folder, `${host}.json`), `${JSON.stringify(entries, null, 2)}\n`);
  }
}

/** Answers calls from JSON files, and makes such files of real calls. */
export const fixtures = {
  /**
   * Mounts a file, or every `.json` file of a folder, in nock's own definition format.
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` that names file, line or entry, and key
   */
  load,
  /**
   * Runs a function on the network and writes the calls that it made, scrubbed, as one file for each host. Files of
   * the same names are replaced; nothing is written when the function fails.
   * @returns what the function returned
   */
  record,
  /** Definitions without credentials and account ids. */
  scrub,
  /** An error of the network for `replyWithError`, under nock 13 and 14. */
  networkError,
};

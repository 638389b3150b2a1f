import { format, inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Toolbelt } from '../../src/index';
import { startWatch, turns, type Watch } from '../faults/watch';
import { LOGGERS } from '../helpers/loggers';
import { leaksIn, planted } from '../helpers/planted';
import { selfSigned } from '../helpers/self-signed';
import { attempt, waysOfShowing } from '../helpers/ways-of-showing';
import { HTTP_CALLS, OTHER_CALLS } from './planted/calls';
import { FAILURES, type Failure, type Plant } from './planted/failures';

/** Every call meets every failure in CI. Elsewhere a call meets one of so many, and each server that repeats credentials. */
const SHARE = 6;
const isWhole = Boolean(process.env.CI);
const isHostile = ({ name }: Failure): boolean => /repeats|echoes/.test(name);
/** The waits between tries of all clients, in milliseconds. In these tests they pass at once. */
const WAITS: ReadonlySet<number> = new Set([100, 350, 700, 1_000, 1_050, 2_000, 4_000]);
/** The time limits of clients that have no option for them, in milliseconds. */
const LIMITS = [10_000, 25_000];

let credentials: Record<string, string>;
let lines: string[];
let watch: Watch;
const plant: Plant = (name) => {
  credentials[name] = planted();
  return credentials[name];
};

beforeEach(() => {
  credentials = {};
  lines = [];
  watch = startWatch((delay) => WAITS.has(delay));
  Toolbelt.configure({
    accountId: '12345',
    functionId: 'caller',
    whitelist: ['127.0.0.1', 'localhost'],
    rateLimit: { mode: 'off' },
  });
  process.env.DEBUG = 'lp-faas-toolbelt';
  const record = (...values: unknown[]): void => void lines.push(values.map(String).join(' '));
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    vi.spyOn(console, method).mockImplementation(record);
  }
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((chunk) => {
      record(chunk);
      return true;
    });
  }
});

afterEach(() => {
  watch.stop();
  vi.restoreAllMocks();
  Toolbelt.reset();
});

/** How a call ends. Time limits pass at once, except for those that the call has set itself. */
async function outcomeOf(
  call: () => PromiseLike<unknown>,
  isSilent: boolean,
): Promise<{ value: unknown } | { error: unknown }> {
  let outcome: { value: unknown } | { error: unknown } | undefined;
  Promise.resolve()
    .then(call)
    .then(
      (value) => {
        outcome = { value };
      },
      (error: unknown) => {
        outcome = { error };
      },
    );
  while (!outcome) {
    await turns();
    if (isSilent) for (const limit of LIMITS) watch.fire(limit);
  }
  return outcome;
}

/** Everything in which an error shows a credential. */
function leaksOf(error: unknown): string[] {
  const logged = Object.entries(LOGGERS).map(([way, show]) => [way, attempt(() => show(error))] as const);
  return [...Object.entries(waysOfShowing(error)), ...logged].flatMap(([way, text]) =>
    leaksIn(text, credentials).map((leak) => `${way}: ${leak}`),
  );
}

describe.each(FAILURES)('$name: no credential is shown', (failure) => {
  const isSilent = failure.name === 'silence';
  const calls = [...HTTP_CALLS, ...OTHER_CALLS];
  const possible = calls.filter(({ findsHost }) => !(findsHost && failure.isOfUsers));
  const turn = FAILURES.indexOf(failure);
  const chosen = possible.filter(
    (_call, index) => isWhole || isHostile(failure) || index % SHARE === turn % SHARE,
  );

  it.each(chosen)('$name', async ({ name, run, succeeds = [], isPatient = false, isTls = false }) => {
    const target = await failure.start(plant, isTls ? selfSigned() : undefined);
    try {
      const outcome = await outcomeOf(() => run(target, plant), isSilent && isPatient);
      if (!succeeds.includes(failure.name)) expect(Object.keys(outcome)).toEqual(['error']);
      expect(Object.keys(credentials)).not.toEqual([]);
      if ('error' in outcome) expect(leaksOf(outcome.error)).toEqual([]);
      expect(leaksIn(lines.join('\n'), credentials)).toEqual([]);
      // Of a check of the log there must be a log. The functions client has hooks in place of one.
      if (!name.startsWith('functions client')) expect(lines).not.toEqual([]);
    } finally {
      await target.stop();
    }
  });
});

describe('a full response by itself shows nothing of what its request sent', () => {
  it.each(HTTP_CALLS.filter(({ name }) => !name.includes('transform')))('$name', async ({ run }) => {
    const failure = FAILURES.find(({ name }) => name === '401');
    const target = await failure?.start(plant);
    if (target === undefined) throw new Error('there is no such failure');
    try {
      const options = { ...target.options, simple: false, resolveWithFullResponse: true };
      const response = (await run({ ...target, options }, plant)) as { toJSON(): { statusCode: number } };
      expect(response.toJSON().statusCode).toBe(401);
      const shown = [
        JSON.stringify(response),
        JSON.stringify(response.toJSON()),
        inspect(response.toJSON(), { depth: 20, showHidden: true }),
        inspect(response, { depth: 20 }),
        ...['%s', '%o', '%O', '%j'].map((form) => format(form, response)),
      ];
      expect(leaksIn(shown.join('\n'), credentials)).toEqual([]);
      expect(credentials).not.toEqual({});
    } finally {
      await target.stop();
    }
  });
});

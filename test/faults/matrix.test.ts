import { createRequire } from 'node:module';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  type MockInstance,
  vi,
} from 'vitest';
import { ErrorCodes, Toolbelt } from '../../src/index';
import {
  FAULTS,
  type Fault,
  type Identities,
  makeIdentities,
  startFaultyServer,
} from '../helpers/faulty-server';
import { describeWithOpenssl, hasOpenssl, useCertificates } from '../helpers/make-certificates';
import { trustAuthority } from '../helpers/trust-authority';
import { startServer, type TestServer } from '../helpers/with-server';
import { type Cell, type ClientUnderTest, describeError, type Failure, type Success } from './cells';
import { HTTP_CLIENTS } from './clients-http';
import { LP_CLIENTS, RETRYING_CLIENTS } from './clients-lp';
import { OTHER_CLIENTS } from './clients-other';
import { openConnections, startWatch, turns, until } from './watch';

const CLIENTS = [...HTTP_CLIENTS, ...LP_CLIENTS, ...RETRYING_CLIENTS, ...OTHER_CLIENTS];
/** The waits between the tries of all clients, in milliseconds. In these tests they pass at once. */
const WAITS: ReadonlySet<number> = new Set([100, 350, 700, 1_000, 1_050, 2_000, 4_000]);
const dns = createRequire(__filename)('node:dns') as typeof import('node:dns');

const [trusted, unknown] = [useCertificates(), useCertificates()];
let identities: Identities;
let distrust: () => void;
/** The target of `redirect to http`. No request may arrive here. */
let plain: TestServer;

beforeAll(async () => {
  if (!hasOpenssl) return;
  identities = makeIdentities(trusted, unknown);
  distrust = trustAuthority(identities.ca);
  plain = await startServer();
});

afterAll(async () => {
  if (!hasOpenssl) return;
  distrust();
  await plain.close();
});

let lookups: MockInstance<typeof dns.lookup>;
beforeEach(() => {
  lookups = vi.spyOn(dns, 'lookup');
});
afterEach(() => {
  Toolbelt.reset();
  vi.restoreAllMocks();
});

function isExplained(cell: Cell): cell is { because: string } {
  return 'because' in cell;
}

function endsByTimeout(fault: Fault, { limits }: ClientUnderTest): boolean {
  return fault.startsWith('silent') || (fault === 'slow bytes' && limits === 'whole');
}

async function meet(client: ClientUnderTest, fault: Fault, expected: Failure | Success): Promise<void> {
  const connectionsBefore = openConnections();
  const { scheme, answer, before = [], limits, limitMs } = client;
  const server = await startFaultyServer(fault, {
    ...{ scheme, identities, answer, before, plainOrigin: `http://127.0.0.1:${plain.port}` },
    endless: limits === 'whole',
  });
  const isHasty = endsByTimeout(fault, client);
  let timeouts = 0;
  const call = client.prepare({ server, identities });
  const watch = startWatch((delay) => WAITS.has(delay));
  try {
    const outcome = await settle(call, () => {
      // Each time that the server stalls, one timeout passes.
      if (isHasty && timeouts < server.stalls()) timeouts += watch.fire(limitMs);
    });
    await turns();
    expectOutcome(outcome, expected);
    expect(server.requests).toHaveLength(expected.sent);
    // These delays include the idle limit that undici sets for a kept connection.
    const waits = watch.timersSet.filter((delay) => WAITS.has(delay) && !isIdleLimit(client, delay));
    expect(waits).toEqual(expected.waits ?? []);
    if (isHasty) expect(timeouts).toBeGreaterThan(0);

    // The only connections left are those that can be used again.
    expect(watch.timersLeft('those that keep the process alive')).toEqual([]);
    await until(() => server.busy() === 0);
    if (client.isApart) server.endIdle();
    else Toolbelt.reset();
    await until(() => server.open() === 0);
    await until(() => watch.timersLeft('all').length === 0);
    expect(watch.escaped).toEqual([]);
  } finally {
    watch.stop();
    await server.close();
  }
  await until(() => openConnections() <= connectionsBefore);
  expect(plain.requests).toEqual([]);
  const names = lookups.mock.calls.map(([name]) => name);
  expect(names.filter((name) => name !== '127.0.0.1')).toEqual([]);
}

function isIdleLimit({ name }: ClientUnderTest, delay: number): boolean {
  return name === 'MTLSClient' && delay === 4_000;
}

type Outcome = { value: unknown } | { error: unknown };

/** Makes a call and takes turns with it until it has ended. */
async function settle(call: () => PromiseLike<unknown>, turn: () => void): Promise<Outcome> {
  let outcome: Outcome | undefined;
  const end = (ended: Outcome): void => {
    outcome = ended;
  };
  Promise.resolve()
    .then(call)
    .then(
      (value) => end({ value }),
      (error: unknown) => end({ error }),
    );
  while (!outcome) {
    await turns();
    turn();
  }
  return outcome;
}

function expectOutcome(outcome: Outcome, expected: Failure | Success): void {
  if ('value' in expected) {
    expect(outcome).toEqual({ value: expected.value });
    return;
  }
  const { says, sent: _sent, waits: _waits, ...described } = expected;
  if ('value' in outcome) expect(outcome).toEqual({ error: described });
  const { message, ...error } = describeError((outcome as { error: unknown }).error);
  expect(error).toEqual(described);
  expect((outcome as { error: unknown }).error).toBeInstanceOf(Error);
  const parts = says.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  expect(message).toMatch(new RegExp(`^${parts.join('[^]*')}`));
}

describeWithOpenssl('fault matrix', () => {
  for (const client of CLIENTS) {
    if (FAULTS.every((fault) => isExplained(client.cells[fault]))) continue;
    describe(client.name, () => {
      for (const fault of FAULTS) {
        const cell = client.cells[fault];
        if (isExplained(cell)) continue;
        it(fault, { timeout: 5_000 }, () => meet(client, fault, cell));
      }
    });
  }
});

describe('the matrix', () => {
  const cells = CLIENTS.flatMap((client) => FAULTS.map((fault) => client.cells[fault]));

  it('has a cell for every client and fault', () => {
    const explained = cells.filter(isExplained);
    expect(cells.every((cell) => cell !== undefined)).toBe(true);
    expect(explained.every(({ because }) => because.length > 10)).toBe(true);
    expect({
      clients: CLIENTS.length,
      faults: FAULTS.length,
      covered: cells.length - explained.length,
      explained: explained.length,
    }).toEqual({ clients: 17, faults: 22, covered: 347, explained: 27 });
    expect(new Set(CLIENTS.map(({ name }) => name)).size).toBe(CLIENTS.length);
  });

  it('has every client of the toolbelt', () => {
    const factories = Object.getOwnPropertyNames(Toolbelt).filter((name) => /(Client|Util)$/.test(name));
    // Clients that do not exist, and other spellings: they throw with advice.
    const refusing = factories.filter((name) => {
      try {
        (Toolbelt as unknown as Record<string, () => unknown>)[name]?.();
        return false;
      } catch (error) {
        return (error as { code?: string }).code === ErrorCodes.Toolbelt.NO_SUCH_CLIENT;
      }
    });
    const tested = new Set(CLIENTS.map(({ name }) => name.split(':')[0] ?? ''));
    expect([...tested].sort()).toEqual(
      [...factories.filter((name) => !refusing.includes(name)), 'functions client'].sort(),
    );
  });
});

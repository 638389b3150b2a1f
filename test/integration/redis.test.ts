import Redis from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeWith } from './programs';
import {
  busiestWindow,
  CountingServer,
  type LimitedProcessOptions,
  type Peer,
  type ProcessReport,
  type RedisServer,
  startLimitedProcess,
  startRedis,
} from './redis/programs';

const RUN_MS = 20_000;
/** A second and its guard. */
const GUARDED_MS = 1_100;
/** However busy the machine is, more is not put down to it. */
const MIN_WINDOW_MS = 700;

describeWith(['redis-server'], 'a limit shared in Redis', () => {
  let redis: RedisServer;
  let server: CountingServer;
  let client: Redis;
  const peers: Peer<ProcessReport>[] = [];
  let prefixes = 0;

  beforeAll(async () => {
    redis = await startRedis();
    client = new Redis(redis.port, '127.0.0.1');
    server = await CountingServer.start();
  });

  afterEach(async () => {
    await Promise.all(peers.splice(0).map((peer) => peer.end()));
  });

  afterAll(async () => {
    client?.disconnect();
    await server?.end();
    await redis?.stop();
  });

  async function start(count: number, options: Partial<LimitedProcessOptions> = {}, hoursOff: number[] = []) {
    prefixes += 1;
    const prefix = `test-${prefixes}`;
    const started = await Promise.all(
      Array.from({ length: count }, (_, index) =>
        startLimitedProcess({
          name: `process-${index}`,
          redis,
          server,
          prefix,
          hoursOff: hoursOff[index] ?? 0,
          ...options,
        }),
      ),
    );
    peers.push(...started);
    // Modules are loaded and connections open.
    await Promise.all(started.map((peer) => peer.ask('call')));
    await server.ask('forget');
    return { processes: started, key: `${prefix}:shared-function` };
  }

  /** What Redis itself does while `run` runs, as its own clock has it: the milliseconds of each admission. */
  async function admissionsDuring(run: () => Promise<unknown>): Promise<{ at: number[]; questions: number }> {
    const monitor = await client.monitor();
    const at: number[] = [];
    let questions = 0;
    monitor.on(
      'monitor',
      (_time: string, [command = '', text = '', flag, stamp]: string[], source: string) => {
        // The other script corrects the moment of a request that arrived late, and nobody waits for it.
        if (/^eval$/i.test(command) && !text.includes("'XX'")) questions += 1;
        if (source === 'lua' && /^zadd$/i.test(command) && flag === 'NX') at.push(Number(stamp) / 1_000);
      },
    );
    await run();
    // What is asked after it is seen after it.
    const seen = new Promise((resolve) => monitor.on('monitor', (_time, [c]) => c === 'echo' && resolve(c)));
    await client.echo('end');
    await seen;
    monitor.disconnect();
    return { at, questions };
  }

  describe.each(['queue', 'reject'] as const)('in mode %s', (mode) => {
    it('lets four processes together send 20 in any second, for 20 seconds, and each its share', {
      timeout: 60_000,
    }, async () => {
      const { processes } = await start(4, { rateLimit: { mode, maxWaitMs: 60_000 } });
      let { arrivals, heldUpMs } = await server.ask('forget');
      const admissions = await admissionsDuring(async () => {
        await Promise.all(processes.map((peer) => peer.ask('start')));
        await new Promise((resolve) => setTimeout(resolve, RUN_MS));
        ({ arrivals, heldUpMs } = await server.ask('report'));
      });
      const reports = await Promise.all(processes.map((peer) => peer.ask('stop')));

      expect(busiestWindow(admissions.at, GUARDED_MS)).toBe(20);
      // A request is admitted by Redis, sent by one process, and stamped by another. How long the machine held one
      // of them up is known; what three of them may have lost beyond the guard is no fault of the limiter.
      const worst = Math.max(heldUpMs, ...reports.map((report) => report.heldUpMs));
      const windowMs = Math.max(MIN_WINDOW_MS, 1_000 - Math.max(0, 3 * worst - (GUARDED_MS - 1_000)));
      const times = arrivals.map(({ at }) => at);
      expect(busiestWindow(times, windowMs)).toBeLessThanOrEqual(20);
      expect(times.length).toBeGreaterThanOrEqual(0.8 * 20 * (RUN_MS / 1_000));

      const shares = processes.map(
        (_, index) => arrivals.filter(({ from }) => from === `process-${index}`).length,
      );
      expect(Math.min(...shares)).toBeGreaterThanOrEqual(times.length / 4 / 3);
      // In a line only the first one asks, once for each place; refused callers do until the refusal is known.
      const askers = mode === 'queue' ? 1 : 4;
      expect(admissions.questions).toBeLessThanOrEqual(4 * askers * admissions.at.length + 16);
      const refused = reports.reduce((sum, { outcomes }) => sum + outcomes[429], 0);
      if (mode === 'reject') expect(refused).toBeGreaterThan(2 * admissions.questions);
      else expect(refused).toBe(0);
      expect(reports.flatMap(({ problems }) => problems)).toEqual([]);
    });
  });

  it('counts by the clock of Redis: processes whose own is hours off share the same budget', async () => {
    const rateLimit = { limit: 4, intervalMs: 600_000, mode: 'reject' } as const;
    const clocks = await start(3, { rateLimit }, [0, 5, -5]);
    // Three have called once already.
    const reports = [];
    for (const peer of [...clocks.processes, ...clocks.processes]) reports.push(await peer.ask('call'));
    const hours = reports
      .slice(0, 3)
      .map(({ clock }) => Math.round((Date.parse(clock) - Date.now()) / 3_600_000) + 0);
    expect(hours).toEqual([0, 5, -5]);
    expect(reports.slice(3).map(({ outcomes }) => outcomes)).toEqual([
      { 200: 2, 429: 1 },
      { 200: 1, 429: 2 },
      { 200: 1, 429: 2 },
    ]);
    expect(await client.zcard(clocks.key)).toBe(4);
  });

  it('is not left for memory by a process that stood still while the answer came', async () => {
    const { processes } = await start(1);
    const [report] = await Promise.all(processes.map((peer) => peer.ask('stall')));
    expect(report).toMatchObject({ outcomes: { 200: 2 }, lines: [], problems: [] });
  });

  it('goes on without Redis by one warning, and with it again by one line', async () => {
    const other = await startRedis();
    const [peer] = (await start(1, { redis: other, rateLimit: { limit: 100_000 } })).processes;
    if (!peer) throw new Error('no process');
    await other.stop('SIGKILL');
    let report = await peer.ask('call');
    const warning = 'warn [lp-faas-toolbelt] rateLimit.store does not answer (';
    expect(report.lines).toEqual([expect.stringContaining(warning)]);
    const again = await startRedis(other.port);
    try {
      while (report.lines.length < 2) report = await peer.ask('call');
      expect(report.lines[1]).toBe(
        'info [lp-faas-toolbelt] rateLimit.store answers again: requests are counted there.',
      );
      expect(report.problems).toEqual([]);
      expect(report.outcomes[429]).toBe(0);
    } finally {
      await again.stop();
    }
  });
});

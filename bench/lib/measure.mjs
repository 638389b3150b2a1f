// What every benchmark shares: medians, turns, processes, and figures as text.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Bench } from 'tinybench';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The middle one; of an even number the upper of both. */
export function median(values) {
  if (values.length === 0) throw new Error('the median of nothing');
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** What `ys` grow by for each `x`, by least squares. */
export function slope(xs, ys) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [middleX, middleY] = [mean(xs), mean(ys)];
  const spread = xs.reduce((sum, x) => sum + (x - middleX) ** 2, 0);
  return xs.reduce((sum, x, i) => sum + (x - middleX) * (ys[i] - middleY), 0) / spread;
}

/**
 * Measures all subjects in turn, round by round, so that a slow moment of the machine hits all alike. Every second
 * round goes backwards: nobody always follows the same neighbour.
 * @param subjects by name
 * @param measure gives one figure of a subject; also told whether the round only warms up
 * @returns the figures of every subject, by name
 */
export async function inTurns(subjects, { rounds, warmUps = 1 }, measure) {
  const figures = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]));
  for (let round = -warmUps; round < rounds; round++) {
    const entries = Object.entries(subjects);
    for (const [name, subject] of round % 2 === 0 ? entries : entries.reverse()) {
      const figure = await measure(subject, round < 0);
      if (round >= 0) figures[name].push(figure);
    }
  }
  return figures;
}

/**
 * The median times of several tasks, in microseconds, by tinybench: a short run of all of them, round by round.
 * @param tasks functions by name; one that does its work many times says how often in `batch`
 */
export async function timeInTurns(tasks, { rounds, roundMs }) {
  const times = Object.fromEntries(Object.keys(tasks).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const bench = new Bench({ time: roundMs, iterations: 3, warmup: round === 0, throws: true });
    const entries = Object.entries(tasks);
    for (const [name, task] of round % 2 === 0 ? entries : entries.reverse()) bench.add(name, task);
    await bench.run();
    for (const { name, result } of bench.tasks) {
      times[name].push((result.latency.p50 * 1_000) / (tasks[name].batch ?? 1));
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
}

/** `work` a number of times in one call, for what is too short for a clock. */
export function batchOf(batch, work) {
  const run = () => {
    for (let turn = 0; turn < batch; turn++) work(turn);
  };
  return Object.assign(run, { batch });
}

/**
 * Starts a process of a benchmark that talks over IPC, and waits for its first message.
 * @returns `message` the first one; `ask` sends something and gives the answer; `stop` ends the process
 */
export async function startProcess(file, args, options = {}) {
  const child = fork(file, args, options);
  let isStopped = false;
  const ended = once(child, 'exit').then(([code, signal]) => {
    if (!isStopped)
      throw new Error(`a process of the benchmark (${args.join(' ')}) ended with ${code ?? signal}`);
  });
  ended.catch(() => undefined);
  const next = async () => (await Promise.race([once(child, 'message'), ended.then(() => [])]))[0];
  const message = await next();
  return {
    message,
    ask(question) {
      child.send(question);
      return next();
    },
    async stop() {
      isStopped = true;
      child.kill();
      await ended;
    },
  };
}

/** Microseconds of processor time (user and system) that `work` takes in this process. */
export async function cpuOf(work) {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** Runs `call` `count` times, as many at a time as `concurrency` says. */
export async function callMany(call, count, concurrency) {
  let left = count;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await call();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}

export const MB = 1 << 20;

export const times = (value) => `${value.toFixed(2)} ×`;
export const ms = (value) => `${value.toFixed(1)} ms`;
export const mb = (value) => `${value.toFixed(1)} MB`;
export const whole = (value) => Math.round(value).toLocaleString('en');

export function us(value) {
  return `${value >= 100 ? Math.round(value) : value >= 1 ? value.toFixed(1) : value.toFixed(3)} µs`;
}

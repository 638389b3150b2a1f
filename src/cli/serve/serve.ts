import type { Host } from '../../host/types';
import type { Arguments } from '../arguments';
import { type Command, ExitCode } from '../command';
import { checkOwners } from '../owners';
import type { Terminal } from '../terminal';
import { EventLines } from './event-lines';
import { addressOf, hostOptions, serveSpec } from './options';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Milliseconds that invocations may take after the first Ctrl+C. */
const LAST_CALLS_MS = 1_000;
const POLL_MS = 20;
/** Milliseconds. `npx` passes a Ctrl+C on that the terminal has sent to this process too. Both are one. */
const SAME_SIGNAL_MS = 80;
const INTERRUPTED = 130;

/** `lp-faas-toolbelt serve`: runs the functions of a project until it is interrupted. */
export const serveCommand: Command = { spec: serveSpec, run: serve };

async function serve(args: Arguments, terminal: Terminal): Promise<number> {
  const { createHost } = require('../../host/index') as typeof import('../../host/index');
  const target = args.value('print-schedules');
  const options = hostOptions(args);
  const { port, hostname } = addressOf(args);
  if (args.positionals.length === 0) checkOwners(process.cwd(), 'serve');
  if (target !== undefined) {
    const host = await createHost({ ...options, schedules: false, watch: false });
    return printSchedules(host, target, args.has('token'), terminal);
  }
  const signals = watchSignals();
  let host: Host | undefined;
  try {
    host = await createHost(options);
    observe(host, args, terminal);
    const { url, port: used } = await host.listen(port, hostname);
    if (host.credentialsPath) terminal.err.line(`client id and client secret are in ${host.credentialsPath}`);
    announce(host, { url, port: used, isForMachines: args.has('json') }, terminal);
    await signals.interrupted;
    await lastCalls(host);
    return ExitCode.OK;
  } finally {
    await host?.close();
    signals.stop();
  }
}

async function printSchedules(
  host: Host,
  target: string,
  hasToken: boolean,
  { out }: Terminal,
): Promise<number> {
  const { printedSchedules } = require('./print-schedules') as typeof import('./print-schedules');
  try {
    out.line(printedSchedules(host, target, hasToken));
    return ExitCode.OK;
  } finally {
    await host.close();
  }
}

function observe(host: Host, args: Arguments, { out, err }: Terminal): void {
  if (args.has('json')) host.observe((event) => out.line(JSON.stringify(event)));
  else if (!args.has('quiet')) {
    const lines = new EventLines(err);
    host.observe((event) => lines.print(event));
  }
}

interface Announcement {
  readonly url: string;
  readonly port: number;
  readonly isForMachines: boolean;
}

function announce(host: Host, { url, port, isForMachines }: Announcement, { out }: Terminal): void {
  const { accountId, functions, schedules } = host;
  if (isForMachines) {
    const names = functions.map(({ name, uuid, event }) => ({ name, uuid, event: event ?? null }));
    out.line(
      JSON.stringify({ type: 'ready', url, port, accountId, functions: names, schedules: schedules.length }),
    );
    return;
  }
  const [next] = schedules.flatMap(({ nextRunAt }) => nextRunAt ?? []).sort((one, other) => one - other);
  const scheduled = schedules.length === 0 ? '' : `, ${count(schedules.length, 'schedule')}`;
  const soon = next === undefined ? '' : ` (next at ${new Date(next).toISOString().slice(0, 16)}Z)`;
  const names = functions.map(({ name }) => name).join(', ');
  out.line(
    `${out.paint('good', 'ready')} ${out.paint('strong', url)} account ${accountId}, ` +
      `${count(functions.length, 'function')} (${names})${scheduled}${soon}`,
  );
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}

/** Waits for a signal. The second signal ends the program at once. The host then ends the processes of the functions. */
function watchSignals(): { readonly interrupted: Promise<void>; stop(): void } {
  let interrupt = (): void => {};
  const interrupted = new Promise<void>((resolve) => {
    interrupt = resolve;
  });
  let firstAt: number | undefined;
  const onSignal = (): void => {
    firstAt ??= performance.now();
    if (performance.now() - firstAt > SAME_SIGNAL_MS) process.exit(INTERRUPTED);
    interrupt();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    interrupted,
    stop: () => {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}

/** Gives the running invocations a moment to end. */
async function lastCalls(host: Host): Promise<void> {
  const end = performance.now() + LAST_CALLS_MS;
  const isRunning = () => host.invocations().some(({ status }) => status === 'running');
  while (isRunning() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
}

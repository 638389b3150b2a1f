import { HOST_NAME, isHostName } from '../../host/server/guard';
import type { HostOptions } from '../../host/types';
import type { Arguments, CommandSpec } from '../arguments';
import { UsageError } from '../usage-error';

/** The port when none is named. */
const DEFAULT_PORT = 4280;
const DEFAULT_HOST = '127.0.0.1';

export const serveSpec: CommandSpec = {
  name: 'serve',
  usage: '[folder] [options]',
  description: [
    'Runs the functions of a project on this machine, behind the invocation API of LivePerson. The folder is the working',
    'directory by default. Changed files are loaded again. Ctrl+C ends it.',
  ],
  options: {
    port: {
      type: 'value',
      value: 'number',
      help: `The port, ${DEFAULT_PORT} by default; 0 lets the system choose.`,
    },
    host: { type: 'value', value: 'address', help: `The address to listen on, ${DEFAULT_HOST} by default.` },
    'allow-host': {
      type: 'list',
      value: 'name',
      help: 'A further name that callers may use for this machine, as\nthat of a tunnel; can be repeated.',
    },
    offline: {
      type: 'flag',
      help: "The account of the test kit answers instead of\nLivePerson's services.",
    },
    setup: { type: 'value', value: 'file.js', help: 'A module that fills the account of --offline.' },
    state: {
      type: 'value',
      value: 'file.json',
      help: 'Keeps the state of the account of --offline in this file.',
    },
    'no-watch': { type: 'flag', help: 'Do not load changed files again.' },
    'no-schedules': { type: 'flag', help: 'Do not run schedules.' },
    inspect: {
      type: 'optional',
      value: 'function=port',
      help: 'Run functions under a debugger: all of them, or one of\nthem on a fixed port.',
    },
    token: { type: 'value', value: 'text', help: 'Callers must send this bearer token.' },
    oauth: {
      type: 'flag',
      help: 'Callers must send an access token, which they get from the\nhost as from the service sentinel.',
    },
    quiet: { type: 'flag', help: 'Print no logs.' },
    json: { type: 'flag', help: 'Print one JSON object a line, for machines.' },
    'print-schedules': {
      type: 'value',
      value: 'gcloud|aws|k8s',
      help: "Print what creates the project's schedules elsewhere, and end.",
    },
  },
  positionals: { names: ['the folder'], required: 0 },
  examples: ['serve', 'serve my-functions --port 0 --offline', 'serve --inspect=greet=9229'],
};

/** The options of the host. @throws UsageError for an option with a wrong value */
export function hostOptions(args: Arguments): HostOptions {
  const text = (name: 'setup' | 'state' | 'token') => {
    const value = args.value(name);
    return value === undefined ? {} : { [name]: value };
  };
  if (!args.has('offline')) {
    for (const name of ['setup', 'state']) {
      if (args.has(name)) throw new UsageError(`--${name} needs --offline`);
    }
  }
  return {
    folder: args.positionals[0] ?? '.',
    offline: args.has('offline'),
    watch: !args.has('no-watch'),
    schedules: !args.has('no-schedules'),
    oauth: args.has('oauth'),
    ...text('setup'),
    ...text('state'),
    ...text('token'),
    ...inspectOption(args),
    allowedHosts: allowedHosts(args),
  };
}

/** Where to listen. @throws UsageError for a value that is no port */
export function addressOf(args: Arguments): { port: number; hostname: string } {
  return {
    port: args.has('port') ? portOf(args.value('port') ?? '', '--port', 0) : DEFAULT_PORT,
    hostname: args.value('host') ?? DEFAULT_HOST,
  };
}

function allowedHosts(args: Arguments): readonly string[] {
  const names = args.values('allow-host');
  const wrong = names.find((name) => !isHostName(name));
  if (wrong === undefined) return names;
  throw new UsageError(`--allow-host needs a name ${HOST_NAME}, found ${JSON.stringify(wrong)}`);
}

function inspectOption(args: Arguments): Pick<HostOptions, 'inspect'> {
  if (!args.has('inspect')) return {};
  const values = args.values('inspect');
  if (values.length === 0) return { inspect: true };
  const ports = values.map((value) => {
    const [, name, port] = /^([^=]+)=(.*)$/.exec(value) ?? [];
    if (name === undefined)
      throw new UsageError(`--inspect needs function=port, found ${JSON.stringify(value)}`);
    return [name, portOf(port ?? '', `--inspect=${name}=`, 1)] as const;
  });
  return { inspect: Object.fromEntries(ports) };
}

function portOf(text: string, option: string, smallest: number): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= smallest && port <= 65_535) return port;
  throw new UsageError(`${option} needs a number from ${smallest} to 65535, found ${JSON.stringify(text)}`);
}

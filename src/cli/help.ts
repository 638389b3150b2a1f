import { allOptions, type CommandSpec, type OptionSpec } from './arguments';

/** The name of the program on the command line. */
export const PROGRAM = 'lp-faas-toolbelt';

const WIDTH = 30;

/** One line that shows how to call a command. */
export function usageLine({ name, usage }: CommandSpec): string {
  return `Usage: ${PROGRAM} ${name} ${usage}`;
}

/** The help of a command. */
export function commandHelp(spec: CommandSpec): string {
  const options = Object.entries(allOptions(spec)).map(([name, option]) =>
    row(optionName(name, option), option.help),
  );
  const examples = spec.examples.map((example) => `  ${PROGRAM} ${example}`);
  return [
    usageLine(spec),
    '',
    ...spec.description,
    '',
    'Options:',
    ...options,
    '',
    'Examples:',
    ...examples,
    '',
    'Exit codes: 0 all is well, 1 the lambda failed or a problem was found, 2 wrong usage.',
  ].join('\n');
}

/** The help of the program, with one line for each command. */
export function programHelp(commands: Readonly<Record<string, string>>): string {
  return [
    `Usage: ${PROGRAM} <command> [options]`,
    '',
    'Runs and checks LivePerson Functions on your machine.',
    '',
    'Commands:',
    ...Object.entries(commands).map(([name, summary]) => row(name, summary)),
    '',
    'Options:',
    row('-h, --help', 'Print this help; after a command, the help of that command.'),
    row('-v, --version', 'Print the version.'),
  ].join('\n');
}

function optionName(name: string, { short, type, value }: OptionSpec): string {
  const long = `--${name}`;
  const withValue = type === 'flag' ? long : `${long}${type === 'optional' ? `[=${value}]` : ` ${value}`}`;
  return short === undefined ? withValue : `-${short}, ${withValue}`;
}

/** Two columns. When the left text is too long, the right text starts on the next line. */
function row(left: string, right: string): string {
  const indent = `\n${' '.repeat(WIDTH)}`;
  const gap = left.length + 2 >= WIDTH ? indent : ' '.repeat(WIDTH - 2 - left.length);
  return `  ${left}${gap}${right.replaceAll('\n', indent)}`;
}

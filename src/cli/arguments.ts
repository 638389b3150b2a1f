import { parseArgs } from 'node:util';
import { nearName } from '../internal/wording';
import { UsageError } from './usage-error';

/** An option of a command. */
export interface OptionSpec {
  /** A `flag` takes no value, a `list` can be given several times, an `optional` value is written `--name=value`. */
  readonly type: 'flag' | 'value' | 'list' | 'optional';
  readonly short?: string;
  /** The word for the value in the help, such as `file.json`. */
  readonly value?: string;
  readonly help: string;
  /** Whether the value may be an empty text. Elsewhere, an empty text is mostly that of a variable of the shell that is not set. */
  readonly mayBeEmpty?: boolean;
}

/** The options and arguments of a command. */
export interface CommandSpec {
  readonly name: string;
  /** The text that follows the name in the usage line. */
  readonly usage: string;
  readonly description: readonly string[];
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** The names of the arguments that are not options, how many of them are required, and whether more may follow. */
  readonly positionals: {
    readonly names: readonly string[];
    readonly required: number;
    readonly isOpen?: boolean;
  };
  readonly examples: readonly string[];
}

/** The arguments of a command, checked against its {@link CommandSpec}. */
export interface Arguments {
  readonly positionals: readonly string[];
  has(option: string): boolean;
  /** The last value of an option. Undefined when the option was not given, or was given without a value. */
  value(option: string): string | undefined;
  /** All values of an option, in the order of the command line. */
  values(option: string): readonly string[];
}

interface OptionToken {
  kind: 'option';
  name: string;
  rawName: string;
  value: string | undefined;
  inlineValue: boolean | undefined;
}

const HELP: OptionSpec = { type: 'flag', short: 'h', help: 'Print this help.' };

/** The options of a command, and `--help`, which every command has. */
export function allOptions(spec: CommandSpec): Record<string, OptionSpec> {
  return { ...spec.options, help: HELP };
}

/**
 * Parses the arguments that follow the name of a command. When `--help` is among them, the others are not checked.
 * @throws UsageError that names what is wrong and, for a misspelt option, the option that was probably meant
 */
export function parseCommand(spec: CommandSpec, args: readonly string[]): Arguments {
  const options = allOptions(spec);
  const types = Object.entries(options).map(([name, { type, short }]) => {
    const takesNext = type === 'value' || type === 'list';
    return [name, { type: takesNext ? 'string' : 'boolean', ...(short && { short }) } as const] as const;
  });
  const { positionals, tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(types),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const given = tokens.filter((token) => token.kind === 'option') as OptionToken[];
  const named = (option: string) => given.filter(({ name }) => name === option);
  const values = (option: string) =>
    named(option).flatMap(({ value }) => (value === undefined ? [] : [value]));
  if (named('help').length === 0) {
    for (const token of given) checkOption(token, options);
    checkPositionals(positionals, spec);
  }
  return {
    positionals,
    has: (option) => named(option).length > 0,
    value: (option) => values(option).at(-1),
    values,
  };
}

function checkOption(token: OptionToken, options: Readonly<Record<string, OptionSpec>>): void {
  const { name, rawName, value, inlineValue } = token;
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (option === undefined) throw new UsageError(`unknown option ${rawName}${suggestion(name, options)}`);
  if (option.type === 'flag') {
    if (value !== undefined) throw new UsageError(`${rawName} takes no value`);
    return;
  }
  if (option.type === 'optional') {
    if (value === '') throw new UsageError(`${rawName}= lacks its value`);
    return;
  }
  if (value === undefined) throw new UsageError(`${rawName} needs a value: ${rawName} ${option.value}`);
  if (value === '' && !option.mayBeEmpty) {
    throw new UsageError(`${rawName} needs a value that is not empty: ${rawName} ${option.value}`);
  }
  // The value "-" stands for the standard input, so it is not an option.
  if (!inlineValue && value.startsWith('-') && value !== '-') {
    throw new UsageError(
      `${rawName} needs a value, found ${value} (write ${rawName}=${value} if that is the value)`,
    );
  }
}

function suggestion(name: string, options: Readonly<Record<string, OptionSpec>>): string {
  const near = nearName(name, Object.keys(options));
  return near === undefined ? '' : `. Did you mean --${near}?`;
}

function checkPositionals(
  positionals: readonly string[],
  { positionals: { names, required, isOpen } }: CommandSpec,
) {
  const missing = names[positionals.length];
  const empty = positionals.indexOf('');
  if (empty !== -1) throw new UsageError(`${names[empty] ?? `argument ${empty + 1}`} is empty`);
  if (positionals.length < required && missing !== undefined) throw new UsageError(`${missing} is missing`);
  const surplus = positionals[names.length];
  if (surplus !== undefined && !isOpen) {
    throw new UsageError(`one argument too many: ${JSON.stringify(surplus)} (quote a value with spaces)`);
  }
}

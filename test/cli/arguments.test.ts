import { describe, expect, it } from 'vitest';
import { type CommandSpec, parseCommand } from '../../src/cli/arguments';
import { UsageError } from '../../src/cli/usage-error';

const SPEC: CommandSpec = {
  name: 'cook',
  usage: '<dish> [options]',
  description: [],
  options: {
    pot: { type: 'value', value: 'size', help: '' },
    spice: { type: 'list', short: 's', value: 'name', help: '' },
    quick: { type: 'flag', short: 'q', help: '' },
    watch: { type: 'optional', value: 'port', help: '' },
    note: { type: 'value', value: 'text', help: '', mayBeEmpty: true },
  },
  positionals: { names: ['the dish', 'the guest'], required: 1 },
  examples: [],
};

const parse = (...args: string[]) => parseCommand(SPEC, args);

describe('parseCommand', () => {
  it('takes options of every type, in any order', () => {
    const args = parse('--spice', 'salt', 'soup', '--pot=5', '-s', 'dill', '-q', '--watch=9229', 'Ada');
    expect(args.positionals).toEqual(['soup', 'Ada']);
    expect(args.values('spice')).toEqual(['salt', 'dill']);
    expect(args.value('pot')).toBe('5');
    expect(args.value('watch')).toBe('9229');
    expect(args.has('quick')).toBe(true);
  });

  it('knows an option that was not given from one without a value', () => {
    const args = parse('soup', '--watch');
    expect([args.has('watch'), args.value('watch')]).toEqual([true, undefined]);
    expect([args.has('quick'), args.value('pot'), args.values('spice')]).toEqual([false, undefined, []]);
  });

  it('lets the last of two values count, and an empty one be a value where it makes sense', () => {
    expect(parse('soup', '--note', 'x', '--note=').value('note')).toBe('');
    expect(parse('soup', '--note', '').value('note')).toBe('');
    expect(parse('soup', '--pot', '1', '--pot', '2').value('pot')).toBe('2');
  });

  it('takes "-" as a value, and what follows "--" as it is', () => {
    expect(parse('soup', '--pot', '-').value('pot')).toBe('-');
    expect(parse('--', '--soup').positionals).toEqual(['--soup']);
  });

  it('leaves everything else unchecked when help is asked for', () => {
    expect(parse('--pan', '-h').has('help')).toBe(true);
    expect(parse('--help').has('help')).toBe(true);
  });

  it.each<[problem: string, args: string[], message: RegExp]>([
    ['an unknown option', ['soup', '--fridge'], /^unknown option --fridge$/],
    [
      'an option with a slip of the pen',
      ['soup', '--spic', 'x'],
      /^unknown option --spic\. Did you mean --spice\?$/,
    ],
    ['an unknown letter', ['soup', '-x'], /^unknown option -x$/],
    ['a name that every object has', ['soup', '--constructor'], /^unknown option --constructor$/],
    ['no value', ['soup', '--pot'], /^--pot needs a value: --pot size$/],
    ['no value for a letter', ['soup', '-s'], /^-s needs a value: -s name$/],
    [
      'an option in place of a value',
      ['soup', '--pot', '--quick'],
      /^--pot needs a value, found --quick \(write --pot=--quick if that is the value\)$/,
    ],
    ['a value for a flag', ['soup', '--quick=yes'], /^--quick takes no value$/],
    ['an empty value', ['soup', '--pot', ''], /^--pot needs a value that is not empty: --pot size$/],
    ['an empty value after "="', ['soup', '--pot='], /^--pot needs a value that is not empty: --pot size$/],
    ['an empty value of a list', ['soup', '-s', ''], /^-s needs a value that is not empty: -s name$/],
    ['an empty argument', [''], /^the dish is empty$/],
    ['a second empty argument', ['soup', ''], /^the guest is empty$/],
    ['an empty optional value', ['soup', '--watch='], /^--watch= lacks its value$/],
    ['no argument', ['--quick'], /^the dish is missing$/],
    ['too many arguments', ['soup', 'Ada', 'Bob'], /^one argument too many: "Bob"/],
  ])('refuses %s', (_problem, args, message) => {
    expect(() => parse(...args)).toThrow(UsageError);
    expect(() => parse(...args)).toThrow(message);
  });
});

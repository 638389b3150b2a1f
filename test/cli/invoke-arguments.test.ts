import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../src/cli/arguments';
import { invokeCommand } from '../../src/cli/invoke/invoke';
import { readInput } from '../../src/cli/invoke/read-input';
import { findTarget } from '../../src/cli/invoke/target';
import { readEnvironment } from '../../src/cli/invoke/variables';
import { JsonSource } from '../../src/cli/json-file';
import { UsageError } from '../../src/cli/usage-error';
import { projectFolder } from './run-cli';

const parse = (...args: string[]) => parseCommand(invokeCommand.spec, ['lambda', ...args]);
const configOf = (value: unknown) => new JsonSource('config.json', JSON.stringify(value, null, 2));
const EVENT = { headers: [], payload: 'an event' };
const inputOf = (args: string[], config?: JsonSource) => readInput(parse(...args), config, () => EVENT);

const CODE = 'function lambda() {}';

describe('findTarget', () => {
  const folder = () =>
    projectFolder({
      'functions/greet/index.js': CODE,
      'functions/settings.json': {},
      'functions/notes.txt': '',
      'other/deep/lambda.js': CODE,
      'other/index.js': CODE,
      'greet/readme.md': '',
    });

  it.each<[argument: string, cwd: string, file: string]>([
    ['other/deep/lambda.js', '', 'other/deep/lambda.js'],
    ['./lambda.js', 'other/deep', 'other/deep/lambda.js'],
    ['other', '', 'other/index.js'],
    ['functions/greet', '', 'functions/greet/index.js'],
    ['functions/greet/', '', 'functions/greet/index.js'],
    ['greet', '', 'functions/greet/index.js'],
    ['greet', 'other/deep', 'functions/greet/index.js'],
    ['greet', 'functions/greet', 'functions/greet/index.js'],
    ['index.js', 'functions/greet', 'functions/greet/index.js'],
  ])('finds %j in %j', (argument, cwd, file) => {
    const root = folder();
    expect(findTarget(argument, join(root, cwd))).toEqual({
      file: join(root, file),
      configPath: file.startsWith('functions') ? join(root, 'functions/greet/config.json') : undefined,
      settingsPath: join(root, 'functions/settings.json'),
    });
  });

  it('finds the settings of the working directory for a lambda elsewhere', () => {
    const [home, elsewhere] = [folder(), projectFolder({ 'lambda.js': CODE })];
    const { file, settingsPath } = findTarget(join(elsewhere, 'lambda.js'), join(home, 'other'));
    expect({ file, settingsPath }).toEqual({
      file: join(elsewhere, 'lambda.js'),
      settingsPath: join(home, 'functions/settings.json'),
    });
    expect(findTarget('lambda.js', elsewhere).settingsPath).toBeUndefined();
  });

  it('knows a project by its local settings, too', () => {
    const root = projectFolder({ 'functions/settings.local.json': {}, 'lambda.js': CODE });
    expect(findTarget('lambda.js', root).settingsPath).toBe(join(root, 'functions/settings.json'));
  });

  it.each<[argument: string, message: RegExp]>([
    ['nope.js', /there is no file .*nope\.js$/],
    ['other/deep', /the folder .*deep has no index\.js$/],
    ['./greet', /the folder .*greet has no index\.js$/],
    ['gret', /there is no file .*gret, and no functions\/gret\/index\.js in .* Did you mean "greet"\?$/],
    ['weather', /Functions here: greet$/],
    ['', /the name of the function is empty/],
  ])('refuses %j', (argument, message) => {
    const root = folder();
    expect(() => findTarget(argument, root)).toThrow(UsageError);
    expect(() => findTarget(argument, root)).toThrow(message);
  });

  it('lists no functions where there are none', () => {
    expect(() => findTarget('greet', projectFolder({}))).toThrow(/in the working directory or above it$/);
  });
});

describe('readInput', () => {
  const CONFIG = { input: { headers: [{ key: 'a', value: 'b' }], payload: { from: 'config' } } };

  it('is empty by default', () => {
    expect(inputOf([])).toEqual({ headers: [], payload: {} });
    expect(inputOf([], configOf({ name: null }))).toEqual({ headers: [], payload: {} });
    expect(inputOf([], configOf({ input: null }))).toEqual({ headers: [], payload: {} });
  });

  it('is that of config.json, unless an option says otherwise', () => {
    const config = configOf(CONFIG);
    expect(inputOf([], config)).toEqual(CONFIG.input);
    expect(inputOf(['--payload', '"text"'], config)).toEqual({ headers: [], payload: 'text' });
    expect(inputOf(['--event', 'conversationEnd'], config)).toEqual(EVENT);
    const file = join(projectFolder({ 'input.json': { payload: [1], timestamp: 5 } }), 'input.json');
    expect(inputOf(['--input', file], config)).toEqual({ headers: [], payload: [1], timestamp: 5 });
  });

  it('takes a file with a byte order mark', () => {
    const file = join(projectFolder({ 'input.json': '\uFEFF{"payload":1}' }), 'input.json');
    expect(inputOf(['--input', file])).toEqual({ headers: [], payload: 1 });
  });

  it.each<[args: string[], message: RegExp]>([
    [['--payload', '1', '--event', 'x'], /^--payload and --event exclude each other/],
    [
      ['--payload', '{"a":}'],
      /^--payload is not JSON: line 1, column 6: expected .*found "}".*\n {2}\{"a":\}\n {2} {5}\^$/,
    ],
    [['--payload', 'Ada'], /^--payload is not JSON: .*\n.*\n.*\nWrite a string as --payload '"Ada"'\.$/],
    [['--payload', ''], /^--payload needs a value that is not empty: --payload json$/],
    [['--input', '/nope/input.json'], /^--input \/nope\/input\.json: there is no such file$/],
    [['--input', '/'], /^--input \/: this is a folder$/],
  ])('refuses %j', (args, message) => {
    expect(() => inputOf(args)).toThrow(UsageError);
    expect(() => inputOf(args)).toThrow(message);
  });

  it.each<[what: string, text: string, message: RegExp]>([
    [
      'a syntax error',
      '{\n  "payload": {\n    "a": 1,\n  }\n}',
      /line 4, column 3: .*no comma may stand before it\)\n {2} {2}\}\n {2} {2}\^$/,
    ],
    [
      'a bare payload',
      '{\n  "city": "Kyiv"\n}',
      /line 2, column 11: city: unknown key; .* put this under "payload"$/,
    ],
    ['no object', '[1]', /line 1, column 1: expected \{ "headers": \[…\], "payload": … \}, found an array$/],
    [
      'headers by name',
      '{"headers": {"a": "b"}}',
      /column 13: headers: expected an array of headers, found an object$/,
    ],
    [
      'a header without a value',
      '{"headers": [{"key": "a"}]}',
      /headers\[0\]: expected \{ "key": "…", "value": "…" \}/,
    ],
    [
      'a timestamp in words',
      '{"payload": 1, "timestamp": "now"}',
      /timestamp: expected a number, found a string$/,
    ],
  ])('refuses a file with %s', (_what, text, message) => {
    const file = join(projectFolder({ 'input.json': text }), 'input.json');
    expect(() => inputOf(['--input', file])).toThrow(message);
    expect(() => inputOf(['--input', file])).toThrow(file);
  });

  it('refuses a wrong input in config.json with its place', () => {
    const message = /^config\.json: line 2, column 12: input: expected \{ "headers".*, found a string$/;
    expect(() => inputOf([], configOf({ input: 'text' }))).toThrow(message);
  });

  it.each([
    ['a missing comma', '{"name": "TOKEN" "value": "s3cret"}'],
    ['a value without quotes', '{"name": "TOKEN", "value": s3cret}'],
    ['a value without its end', '{"name": "TOKEN", "value": "s3cret}'],
  ])('shows no value of a line that does not parse: %s', (_what, text) => {
    const message = messageOf(() => new JsonSource('config.json', text));
    expect(message).toContain('"value":');
    expect(message).not.toMatch(/s3cret|TOKEN/);
  });

  it('shows a piece of a long line, with the caret in its place', () => {
    const text = `{"a": "${'x'.repeat(500)}", b: 1}`;
    const [, shown = '', caret = ''] = messageOf(() => inputOf(['--payload', text])).split('\n');
    expect(shown.length).toBeLessThanOrEqual(74);
    expect(shown[caret.indexOf('^')]).toBe('b');
  });
});

describe('readEnvironment', () => {
  const envOf = (args: string[], config?: JsonSource) => readEnvironment(parse(...args), config);

  it('puts --env over --env-file over config.json', () => {
    const config = configOf({
      environmentVariables: [
        { key: 'A', value: 'config' },
        { key: 'B', value: 'config' },
        { key: 'C', value: 'config' },
      ],
    });
    const folder = projectFolder({ one: '# of the file\nB=one\nC="one two"\nD=one', two: 'D=two' });
    const files = ['one', 'two'].flatMap((name) => ['--env-file', join(folder, name)]);
    expect(envOf(['--env', 'C=x=y', '--env', 'E=', ...files], config)).toEqual({
      A: 'config',
      B: 'one',
      C: 'x=y',
      D: 'two',
      E: '',
    });
  });

  it('takes numbers and booleans as text, and leaves out the placeholder of lpf', () => {
    const environmentVariables = [
      { key: '', value: '' },
      { key: 'N', value: 1 },
      { key: 'B', value: false },
    ];
    expect(envOf([], configOf({ environmentVariables }))).toEqual({ N: '1', B: 'false' });
    expect(envOf([], configOf({ environmentVariables: null }))).toEqual({});
    expect(envOf([], configOf([]))).toEqual({});
    expect(envOf([])).toEqual({});
  });

  it.each<[what: string, run: () => unknown, message: RegExp]>([
    [
      'a variable without a value',
      () => envOf(['--env', 'geheim']),
      /^--env needs NAME=value, found a text without "="$/,
    ],
    [
      'a variable without a name',
      () => envOf(['--env', '=geheim']),
      /^--env needs NAME=value, found a text without a name$/,
    ],
    ['a missing file', () => envOf(['--env-file', '/nope']), /^--env-file \/nope: there is no such file$/],
    [
      'a text for the variables',
      () => envOf([], configOf({ environmentVariables: 'A=b' })),
      /^config\.json: line 2, column 27: environmentVariables: expected an array, found a string$/,
    ],
    [
      'a variable of V2 whose value is an object',
      () => envOf([], configOf({ environmentVariables: { A: {} } })),
      /^config\.json: .*environmentVariables\.A: expected a string, found an object$/,
    ],
    [
      'an entry without a key',
      () => envOf([], configOf({ environmentVariables: ['A=b'] })),
      /environmentVariables\[0\]: expected \{ "key": "NAME", "value": "…" \}$/,
    ],
    [
      'an entry whose value is an object',
      () => envOf([], configOf({ environmentVariables: [{ key: 'A', value: {} }] })),
      /environmentVariables\[0\]\.value: expected a string, found an object$/,
    ],
  ])('refuses %s', (_what, run, message) => {
    expect(run).toThrow(UsageError);
    expect(run).toThrow(message);
  });
});

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('expected an error');
}

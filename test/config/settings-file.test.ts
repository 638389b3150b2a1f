import { appendFileSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { SettingsLoader } from '../../src/config/settings-file';
import { ErrorCodes, ToolbeltError } from '../../src/errors';
import { ageFile, temporaryFolder, thrownBy, writeSettings } from '../helpers/settings-folder';

const SETTINGS = {
  whitelist: ['api.example.com'],
  secrets: [
    { key: 'text', value: 'hello' },
    { key: 'json', value: { a: [1, null] } },
  ],
};

describe('SettingsLoader.load', () => {
  it('reads whitelist and secrets', () => {
    const path = writeSettings(temporaryFolder(), SETTINGS);
    const settings = new SettingsLoader().load(path);
    expect(settings.path).toBe(path);
    expect(settings.existing).toEqual([path]);
    expect(settings.whitelist).toEqual(['api.example.com']);
    expect([...settings.secrets]).toEqual([
      ['text', 'hello'],
      ['json', { a: [1, null] }],
    ]);
    expect(settings.sources.get('text')).toBe(path);
  });

  it('takes a missing file, a missing folder and an empty object for empty settings', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    const paths = [join(folder, 'none.json'), join(folder, 'none', 'x.json'), join(folder, 'file', 'x.json')];
    for (const path of [...paths, writeSettings(folder, '{}')]) {
      const settings = new SettingsLoader().load(path);
      expect(settings.whitelist).toEqual([]);
      expect(settings.secrets.size).toBe(0);
      expect(settings.path).toBe(path);
    }
  });

  it('lets settings.local.json override secrets by key and add hosts', () => {
    const folder = temporaryFolder();
    const path = writeSettings(folder, SETTINGS, 'other-name.json');
    const localPath = writeSettings(
      folder,
      {
        whitelist: ['*.local.example'],
        secrets: [
          { key: 'text', value: 'mine' },
          { key: 'new', value: 1 },
        ],
      },
      'settings.local.json',
    );
    const settings = new SettingsLoader().load(path);
    expect(settings).toMatchObject({ localPath, existing: [path, localPath] });
    expect(settings.whitelist).toEqual(['api.example.com', '*.local.example']);
    expect(Object.fromEntries(settings.secrets)).toEqual({ text: 'mine', json: { a: [1, null] }, new: 1 });
    expect(Object.fromEntries(settings.sources)).toEqual({ text: localPath, json: path, new: localPath });
  });

  it('works with the local file alone, also when it is the settings file', () => {
    const folder = temporaryFolder();
    const localPath = writeSettings(folder, SETTINGS, 'settings.local.json');
    expect(new SettingsLoader().load(join(folder, 'settings.json')).whitelist).toEqual(['api.example.com']);
    expect(new SettingsLoader().load(localPath)).toMatchObject({
      whitelist: ['api.example.com'],
      existing: [localPath],
    });
  });

  it('tolerates a byte order mark, and keys of other tools', () => {
    const text = `\uFEFF${JSON.stringify({ ...SETTINGS, tool: 1, secrets: [{ key: 'a', value: 1, lastUpdate: 2 }] })}`;
    expect(new SettingsLoader().load(writeSettings(temporaryFolder(), text)).secrets.get('a')).toBe(1);
  });

  it('takes the first of two entries with one key, as the original does', () => {
    const secrets = [
      { key: 'a', value: 'first' },
      { key: 'a', value: 'second' },
    ];
    expect(new SettingsLoader().load(writeSettings(temporaryFolder(), { secrets })).secrets.get('a')).toBe(
      'first',
    );
  });

  it('knows secrets named like properties of every object', () => {
    const text = '{"secrets":[{"key":"__proto__","value":1},{"key":"constructor","value":2}]}';
    const { secrets } = new SettingsLoader().load(writeSettings(temporaryFolder(), text));
    expect([...secrets]).toEqual([
      ['__proto__', 1],
      ['constructor', 2],
    ]);
  });
});

describe('SettingsLoader.load again', () => {
  it('returns the same object while nothing changed', () => {
    const path = writeSettings(temporaryFolder(), SETTINGS);
    const loader = new SettingsLoader();
    const settings = loader.load(path);
    expect(loader.load(path)).toBe(settings);
    ageFile(path);
    expect(loader.load(path)).toBe(settings);
    const missing = loader.load(`${path}.none`);
    expect(loader.load(`${path}.none`)).toBe(missing);
  });

  it('does not parse again while size and time of both files are the same', () => {
    const path = writeSettings(temporaryFolder(), SETTINGS);
    ageFile(path);
    const loader = new SettingsLoader();
    loader.load(path);
    const parse = vi.spyOn(JSON, 'parse');
    for (let i = 0; i < 100; i++) loader.load(path);
    expect(parse).not.toHaveBeenCalled();
    parse.mockRestore();
  });

  it('sees a change of either file, its appearance and its removal', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'settings.json');
    const loader = new SettingsLoader();
    const read = () => loader.load(path).whitelist;
    expect(read()).toEqual([]);
    writeSettings(folder, { whitelist: ['one.example'] });
    expect(read()).toEqual(['one.example']);
    const localPath = writeSettings(folder, { whitelist: ['two.example'] }, 'settings.local.json');
    expect(read()).toEqual(['one.example', 'two.example']);
    rmSync(localPath);
    expect(read()).toEqual(['one.example']);
    appendFileSync(path, ' ');
    writeSettings(folder, { whitelist: ['three.example'] });
    expect(read()).toEqual(['three.example']);
    rmSync(path);
    expect(read()).toEqual([]);
  });

  it('sees a change of the same size within one tick of the clock of the file system', () => {
    const folder = temporaryFolder();
    const path = writeSettings(folder, { secrets: [{ key: 'n', value: 1 }] });
    // A whole number of milliseconds, so that the time can be set again exactly.
    const now = new Date();
    utimesSync(path, now, now);
    vi.spyOn(Date, 'now').mockReturnValue(now.getTime());
    onTestFinished(() => void vi.restoreAllMocks());
    const loader = new SettingsLoader();
    expect(loader.load(path).secrets.get('n')).toBe(1);
    writeSettings(folder, { secrets: [{ key: 'n', value: 2 }] });
    utimesSync(path, now, now);
    expect(loader.load(path).secrets.get('n')).toBe(2);
  });
});

it.each([
  ['another time', { secrets: [{ key: 'n', value: 2 }] }, 2_000],
  ['another size', { secrets: [{ key: 'n', value: 22 }] }, 1_000],
])('SettingsLoader.load sees a change in place: %s', (_what, content, time) => {
  const folder = temporaryFolder();
  const path = writeSettings(folder, { secrets: [{ key: 'n', value: 1 }] });
  utimesSync(path, 1_000, 1_000);
  const loader = new SettingsLoader();
  expect(loader.load(path).secrets.get('n')).toBe(1);
  writeSettings(folder, content);
  utimesSync(path, time, time);
  expect(loader.load(path).secrets.get('n')).toBe(content.secrets[0]?.value);
});

it('SettingsLoader.load sees another file of the same size and time', () => {
  const folder = temporaryFolder();
  const path = writeSettings(folder, { secrets: [{ key: 'n', value: 1 }] });
  const next = writeSettings(folder, { secrets: [{ key: 'n', value: 2 }] }, 'next.json');
  utimesSync(path, 1_000, 1_000);
  utimesSync(next, 1_000, 1_000);
  const loader = new SettingsLoader();
  expect(loader.load(path).secrets.get('n')).toBe(1);
  renameSync(next, path);
  expect(loader.load(path).secrets.get('n')).toBe(2);
});

describe('SettingsLoader.load refuses text that is not JSON', () => {
  it.each([
    { text: '', says: 'line 1, column 1: expected a value, found the end of the file' },
    {
      text: '{"whitelist":["a.example" "b.example"]}',
      says: 'line 1, column 27: whitelist[0]: expected ",", found a string',
    },
    {
      text: '{\n  "whitelist": [\n    "a.example",\n  ]\n}',
      says: 'line 4, column 3: whitelist[1]: expected a value, found "]" (no comma may stand before it)',
    },
    {
      text: '{\r\n  "whitelist": [],\r\n}',
      says: 'line 3, column 1: expected a name in double quotes, found "}" (no comma may stand before it)',
    },
    {
      text: '{"secrets":[{"key":"a","value":hunter2}]}',
      says: 'column 32: secrets[0].value: expected a value in double quotes, a number, true, false or null, found text without quotes',
    },
    {
      text: '{"secrets":[{"key":"a","value":"hunter2}]}',
      says: 'column 32: secrets[0].value: expected a closing double quote',
    },
    { text: '{"secrets":[{"key":"a","value":\'hunter2\'}]}', says: 'found text in single quotes' },
    { text: '{"secrets":[{"key":"a","value":"hunter2\\q"}]}', says: 'found an unknown escape sequence' },
    {
      text: '// secret hunter2\n{}',
      says: 'line 1, column 1: expected JSON without comments, found a comment',
    },
    { text: '{} hunter2', says: 'line 1, column 4' },
    { text: '{"a":01}', says: 'column 7: a: expected ",", found a number' },
    { text: '{"a" 1}', says: 'expected ":", found a number' },
    { text: '{', says: 'line 1, column 2: expected "}", found the end of the file' },
    { text: '\uFEFF{,}', says: 'line 1, column 2' },
  ])('$text', ({ text, says }) => {
    const path = writeSettings(temporaryFolder(), text);
    const error = thrownBy(() => new SettingsLoader().load(path));
    expect(error).toBeInstanceOf(ToolbeltError);
    expect(error.code).toBe(ErrorCodes.Toolbelt.INVALID_SETTINGS);
    expect(error.message).toContain(`Invalid settings file ${path}: `);
    expect(error.message).toContain(says);
    expect(error.message).not.toContain('hunter2');
    expect(error.cause).toBeUndefined();
  });
});

describe('SettingsLoader.load refuses a wrong shape', () => {
  it.each([
    {
      text: '[]',
      says: 'line 1, column 1: expected an object such as { "whitelist": [], "secrets": [] }, found an array',
    },
    { text: 'null', says: 'found null' },
    {
      text: '{\n  "whitelist": "a.example"\n}',
      says: 'line 2, column 16: whitelist: expected an array of hosts, found a string',
    },
    {
      text: '{"whitelist":["a.example",\n5]}',
      says: 'line 2, column 1: whitelist[1]: expected a host such as "api.example.com", found 5',
    },
    {
      text: '{"whitelist":["a.example","b.example",\n  "https://api.example.com/x"]}',
      says: 'line 2, column 3: whitelist[2]: "https://api.example.com/x" is not a host: write "api.example.com"',
    },
    { text: '{"whitelist":["*"]}', says: 'whitelist[0]: "*" would allow every host' },
    {
      text: '{"secrets":{"a":"hunter2"}}',
      says: 'secrets: expected an array of { "key", "value" } objects, found an object',
    },
    {
      text: '{"secrets":["hunter2"]}',
      says: 'secrets[0]: expected an object such as { "key": "name", "value": … }, found a string',
    },
    {
      text: '{"secrets":[{"key":5,\n"value":"hunter2"}]}',
      says: 'line 1, column 20: secrets[0].key: expected a string, found 5',
    },
    {
      text: '{"secrets":[{"value":"hunter2"}]}',
      says: 'line 1, column 13: secrets[0].key: missing, expected a string',
    },
    {
      text: '{"secrets":[{"key":"a"}]}',
      says: 'secrets[0].value: missing, expected a string or a JSON value',
    },
  ])('$text', ({ text, says }) => {
    const path = writeSettings(temporaryFolder(), text);
    const error = thrownBy(() => new SettingsLoader().load(path));
    expect(error.code).toBe(ErrorCodes.Toolbelt.INVALID_SETTINGS);
    expect(error.message).toContain(`Invalid settings file ${path}: `);
    expect(error.message).toContain(says);
    expect(error.message).not.toContain('hunter2');
  });

  it('names every problem, but not hundreds', () => {
    const path = writeSettings(temporaryFolder(), { whitelist: Array(7).fill('*') });
    const { message } = thrownBy(() => new SettingsLoader().load(path));
    expect(message).toContain('whitelist[4]');
    expect(message).not.toContain('whitelist[5]');
    expect(message).toContain('; and 2 more');
  });

  it('in the local file, by its name', () => {
    const folder = temporaryFolder();
    const localPath = writeSettings(folder, '{', 'settings.local.json');
    const { message } = thrownBy(() => new SettingsLoader().load(writeSettings(folder, SETTINGS)));
    expect(message).toContain(localPath);
  });

  it('a folder in place of the file', () => {
    const path = join(temporaryFolder(), 'settings.json');
    mkdirSync(path);
    const error = thrownBy(() => new SettingsLoader().load(path));
    expect(error.code).toBe(ErrorCodes.Toolbelt.INVALID_SETTINGS);
    expect(error.message).toContain('this is a folder');
  });

  it('a text that is nested more than 500 deep', () => {
    const nested = (depth: number) => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
    const path = writeSettings(temporaryFolder(), nested(500));
    expect(new SettingsLoader().load(path).existing).toEqual([path]);
    const deeper = writeSettings(temporaryFolder(), nested(501));
    expect(thrownBy(() => new SettingsLoader().load(deeper)).message).toContain(
      'expected at most 500 arrays and objects within each other, found more',
    );
  });

  it('again and again, until the file is mended', () => {
    const folder = temporaryFolder();
    const path = writeSettings(folder, SETTINGS);
    const loader = new SettingsLoader();
    const good = loader.load(path);
    writeSettings(folder, '{"whitelist":["*"]}');
    ageFile(path);
    for (let i = 0; i < 3; i++) expect(() => loader.load(path)).toThrow('"*" would allow every host');
    writeSettings(folder, SETTINGS);
    expect(loader.load(path)).toEqual(good);
  });
});

import * as fs from 'node:fs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ErrorCodes } from '../../src/errors';
import { updateSecretInFile } from '../../src/secrets/file';
import { temporaryFolder, writeSettings } from '../helpers/settings-folder';

/** Called while the new text is on its way to the disk: the file was read, and is not replaced yet. */
let save: () => void = () => {};

vi.mock('node:fs', async (importOriginal) => {
  const actual = await importOriginal<typeof import('node:fs')>();
  const fsyncSync = (descriptor: number): void => {
    actual.fsyncSync(descriptor);
    save();
  };
  return { ...actual, fsyncSync };
});

const secrets = (value: string, other = 'old') => ({
  secrets: [
    { key: 'a', value },
    { key: 'b', value: other },
  ],
});
const textOf = (content: object): string => JSON.stringify(content, null, 2);

/** Saves as an editor does, once. */
function saveOnce(edit: () => void): void {
  save = () => {
    save = () => {};
    edit();
  };
}

/** A whole number of seconds, so that the time can be set again exactly. */
const SAVED_AT = 1_700_000_000;

describe('an editor that saves the file during an update', () => {
  let path: string;

  beforeEach(() => {
    save = () => {};
    path = writeSettings(temporaryFolder(), secrets('old'));
    fs.writeFileSync(path, textOf(secrets('old')));
    fs.utimesSync(path, SAVED_AT, SAVED_AT);
  });

  const edited = textOf({ ...secrets('old', 'edited'), whitelist: ['api.example.com'] });

  it.each([
    { name: 'in place', edit: () => fs.writeFileSync(path, edited) },
    {
      name: 'with another file that takes its place',
      edit: () => {
        fs.writeFileSync(`${path}.edited`, edited);
        fs.renameSync(`${path}.edited`, path);
      },
    },
    {
      name: 'with the same size and time',
      edit: () => {
        fs.writeFileSync(path, textOf(secrets('old', 'new')));
        fs.utimesSync(path, SAVED_AT, SAVED_AT);
      },
    },
  ])('keeps what it saved $name', async ({ edit }) => {
    let saved = '';
    saveOnce(() => {
      edit();
      saved = fs.readFileSync(path, 'utf8');
    });
    expect(await updateSecretInFile(path, 'a', 'new value')).toBe(true);
    expect(fs.readFileSync(path, 'utf8')).toBe(saved.replace('"old"', '"new value"'));
  });

  it('keeps the access rights of a file with the same text that took its place', async () => {
    fs.chmodSync(path, 0o644);
    saveOnce(() => {
      fs.writeFileSync(`${path}.private`, textOf(secrets('old')), { mode: 0o600 });
      fs.utimesSync(`${path}.private`, SAVED_AT, SAVED_AT);
      fs.renameSync(`${path}.private`, path);
    });
    expect(await updateSecretInFile(path, 'a', 'new')).toBe(true);
    expect(JSON.parse(fs.readFileSync(path, 'utf8'))).toEqual(secrets('new'));
    expect(fs.statSync(path).mode & 0o777).toBe(0o600);
  });

  it('does not bring back a secret that it removed', async () => {
    saveOnce(() => fs.writeFileSync(path, textOf({ secrets: [] })));
    expect(await updateSecretInFile(path, 'a', 'new')).toBe(false);
    expect(JSON.parse(fs.readFileSync(path, 'utf8'))).toEqual({ secrets: [] });
  });

  it('writes nothing when it left a file that cannot be parsed', async () => {
    saveOnce(() => fs.writeFileSync(path, '{'));
    await expect(updateSecretInFile(path, 'a', 'new')).rejects.toMatchObject({
      code: ErrorCodes.Toolbelt.INVALID_SETTINGS,
    });
    expect(fs.readFileSync(path, 'utf8')).toBe('{');
  });

  it('ends with an error when a program never stops saving, and leaves no lock and no other file', async () => {
    let saves = 0;
    save = () => fs.writeFileSync(path, textOf(secrets('old', `save ${++saves}`)));
    const folder = path.slice(0, path.lastIndexOf('/'));
    const before = fs.readdirSync(folder);
    await expect(updateSecretInFile(path, 'a', 'new')).rejects.toMatchObject({
      code: ErrorCodes.Secret.OP_FAILED,
      message:
        `Another program saved ${path} during each of 50 tries to update the secret "a". Nothing was written. Stop that program, ` +
        'or try again.',
    });
    expect(saves).toBe(50);
    expect(JSON.parse(fs.readFileSync(path, 'utf8'))).toEqual(secrets('old', `save ${saves}`));
    expect(fs.readdirSync(folder)).toEqual(before);
  });
});

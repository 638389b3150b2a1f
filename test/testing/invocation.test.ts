import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ErrorCodes } from '../../src/errors';
import { invoke } from '../../src/testing/invoke';
import { failureOf } from '../helpers/failure-of';

describe('orThrow', () => {
  it('gives the answer', async () => {
    expect(await invoke((_input, callback) => callback(null, { id: 7 })).orThrow()).toEqual({ id: 7 });
  });

  it('rejects with the failure, the diagnostics and what was logged', async () => {
    const cause = new Error('no luck');
    const failure = await failureOf(
      invoke((_input, callback) => {
        console.log('looking', { id: 7 });
        console.error('found nothing', 'at all');
        callback(cause);
        callback(null, 'late');
      }).orThrow(),
    );
    expect(failure).toMatchObject({ code: ErrorCodes.Handler.CUSTOM_FAILURE, cause });
    expect(failure.message.split('\n')).toEqual([
      'no luck',
      expect.stringMatching(/^callback-twice: /),
      'The lambda logged:',
      '  info looking { id: 7 }',
      '  error found nothing at all',
    ]);
  });

  it('rejects for wrong arguments, as invoke does', async () => {
    expect(await failureOf(invoke(5 as never).orThrow())).toMatchObject({
      code: ErrorCodes.Toolbelt.INVALID_ARGUMENT,
    });
  });
});

describe('the name of a function', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'names-')));
  mkdirSync(join(folder, 'functions/greet'), { recursive: true });
  mkdirSync(join(folder, 'test'));
  writeFileSync(
    join(folder, 'functions/greet/index.js'),
    'function lambda(input, callback) { callback(null, "hello"); }\n',
  );
  afterEach(() => void vi.restoreAllMocks());

  it('stands for its file, from a folder below too', async () => {
    for (const cwd of [folder, join(folder, 'test')]) {
      vi.spyOn(process, 'cwd').mockReturnValue(cwd);
      expect(await invoke('greet').orThrow()).toBe('hello');
    }
  });

  it('without a function is refused, with the name that was probably meant', async () => {
    vi.spyOn(process, 'cwd').mockReturnValue(folder);
    expect((await failureOf(invoke('great'))).message).toMatch(
      /^invoke: there is no functions\/great\/index\.js in \S+ or above it \(did you mean "greet"\?\)\.$/,
    );
    rmSync(folder, { recursive: true });
  });
});

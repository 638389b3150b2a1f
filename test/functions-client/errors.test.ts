import { inspect } from 'node:util';
import VError from 'verror';
import { describe, expect, it } from 'vitest';
import { createError, ErrorNames, infoOf, rememberSent } from '../../src/functions-client/errors';

describe('an error', () => {
  it('is a VError with its name, and its message is no format', () => {
    const error = createError(ErrorNames.HTTP, '100%s of %d');
    expect(error).toBeInstanceOf(VError);
    expect([error.name, error.message]).toEqual(['HttpRequestError', '100%s of %d']);
    expect(VError.cause(error)).toBeNull();
    expect(infoOf(error)).toEqual({});
  });

  it('has the cause itself when that shows no credential, and does not print it', () => {
    const cause = Object.assign(new Error('down'), { detail: 'unseen' });
    const error = createError(ErrorNames.HTTP, 'no', { cause, info: { a: 1 } });
    expect(error.message).toBe('no: down');
    expect(VError.cause(error)).toBe(cause);
    expect(infoOf(error)).toEqual({ a: 1 });
    expect(inspect(error, { depth: 9 })).not.toContain('unseen');
    expect(Object.keys(error)).not.toContain('jse_cause');
  });

  it('has a copy of a cause that shows a credential', () => {
    const cause = new TypeError('Bearer abcdefghijkl failed');
    const error = createError(ErrorNames.HTTP, 'no', { cause });
    const kept = VError.cause(error) as Error;
    expect(error.message).toBe('no: Bearer [redacted] failed');
    expect(kept).not.toBe(cause);
    expect([kept.name, kept.message]).toEqual(['TypeError', 'Bearer [redacted] failed']);
    expect(kept.stack).toMatch(/^TypeError: Bearer \[redacted\] failed\n +at /);
  });

  it('has an error for a cause that is none', () => {
    const error = createError(ErrorNames.HTTP, 'no', { cause: 'Bearer abcdefghijkl' });
    expect(error.message).toBe('no: Bearer [redacted]');
  });

  it('shows nothing of what was sent', () => {
    const answer = rememberSent({}, { authorization: 'Bearer qwertzuiop' }, { clientSecret: 'asdfghjkl' });
    const info = { body: 'asdfghjkl', ok: 'fine' };
    const error = createError(ErrorNames.HTTP, 'echo asdfghjkl', { info, answer });
    expect(`${error.message} ${inspect(infoOf(error))}`).not.toMatch(/asdfghjkl|qwertzuiop/);
    expect(infoOf(error).ok).toBe('fine');
    expect(createError(ErrorNames.HTTP, 'echo asdfghjkl').message).toBe('echo asdfghjkl');
  });

  it('has the infos of its causes', () => {
    const cause = createError(ErrorNames.HTTP, 'inner', { info: { a: 1, b: 1 } });
    expect(infoOf(createError(ErrorNames.REQUEST, 'outer', { cause, info: { b: 2 } }))).toEqual({
      a: 1,
      b: 2,
    });
    expect([infoOf('x'), infoOf(new Error('x'))]).toEqual([{}, {}]);
  });
});

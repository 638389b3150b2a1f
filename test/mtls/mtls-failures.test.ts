import { expect, it } from 'vitest';
import { ErrorCodes } from '../../src/errors';
import { mtlsFailure } from '../../src/mtls/mtls-failures';

const request = {
  method: 'GET',
  url: new URL('https://api.example.com/x'),
  headers: [],
  timeoutMs: undefined,
};
const NEVER = new Date('2999-01-01');

it('a failure shows no credential of its reason', () => {
  const reason = new Error('connect to http://user:hunter2@proxy.example.com:3128 failed');
  const failure = mtlsFailure(reason, request, NEVER);
  expect(failure).toMatchObject({ code: ErrorCodes.Mtls.GENERAL });
  expect(failure.message).toContain('proxy.example.com:3128 failed');
  expect(failure.message).not.toContain('hunter2');
});

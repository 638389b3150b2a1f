import { describe, expect, it } from 'vitest';
import { ACCOUNT, ask, call, hostOf } from '../host/support';

const ECHO = 'function lambda(input, callback) { callback(null, input.payload); }';

/** JSON text of arrays in arrays. */
const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

describe.each([
  ['in a process of its own', true],
  ['in the process of the host', false],
])('a function %s', (_where, isolate) => {
  it.each([1_001, 3_500, 5_000, 8_000, 100_000])(
    'does not end with a payload of %i levels, nor does the host',
    async (levels) => {
      const host = await hostOf({ echo: ECHO }, { isolate });
      const path = `/api/account/${ACCOUNT}/lambdas/${host.functions[0]?.uuid}/invoke?v=1`;
      expect(await ask(host, 'POST', path, `{"headers":[],"payload":${nested(levels)}}`)).toEqual({
        status: 400,
        body: {
          errorCode: 'com.liveperson.faas.es.badinput',
          errorMsg: '"payload" has more than 1000 levels.',
        },
      });
      const target = JSON.stringify({ target: 'echo' }).slice(1, -1);
      const input = `{"payload":${nested(levels)}}`;
      expect(await ask(host, 'POST', '/_/api/invoke', `{${target},"input":${input}}`)).toEqual({
        status: 400,
        body: { error: expect.stringContaining('input.payload has more than 1000 levels') },
      });
      expect(await call(host, 'echo', 1)).toEqual({ status: 200, body: 1 });
    },
  );

  it('takes 1,000 levels', async () => {
    const host = await hostOf({ echo: ECHO }, { isolate });
    const payload = JSON.parse(nested(1_000));
    expect(await call(host, 'echo', payload)).toEqual({ status: 200, body: payload });
  });

  it.each([1_001, 5_000, 100_000])('may answer with %i levels, and keeps running', async (levels) => {
    const source = `function lambda(input, callback) {
      callback(null, JSON.parse('['.repeat(input.payload) + ']'.repeat(input.payload)));
    }`;
    const host = await hostOf({ source }, { isolate });
    const first = await call(host, 'source', 2);
    expect(await call(host, 'source', levels)).toMatchObject({
      status: 901,
      body: { errorCode: 'com.liveperson.faas.handler.runtime-exception' },
    });
    expect(await call(host, 'source', 2)).toEqual(first);
    expect(host.catalogue.deployments.map(({ invocations }) => invocations)).toEqual([3]);
  });
});

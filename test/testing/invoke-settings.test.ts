import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Lambda } from '../../src/events/input';
import { Toolbelt } from '../../src/index';
import { invoke } from '../../src/testing/invoke';
import { startServer } from '../helpers/with-server';

beforeEach(() => {
  process.env.KNOWN = 'before';
  delete process.env.NEW;
});
afterEach(() => Toolbelt.reset());

const readEnv: Lambda = (_input, callback) =>
  callback(null, [process.env.KNOWN ?? null, process.env.NEW ?? null]);
const readSecret: Lambda<string> = ({ payload }, callback) => {
  Toolbelt.SecretClient()
    .readSecret(payload)
    .then(({ value }) => callback(null, value), callback);
};

describe('env', () => {
  it('holds for the call', async () => {
    const { result } = await invoke(readEnv, {}, { env: { KNOWN: undefined, NEW: 'during' } });
    expect(result).toEqual([null, 'during']);
    expect([process.env.KNOWN, process.env.NEW]).toEqual(['before', undefined]);
  });

  it('ends with a call that fails, and with one that is refused', async () => {
    const options = { env: { KNOWN: 'during' } };
    await invoke(
      () => {
        throw new Error('broken');
      },
      {},
      options,
    );
    expect(process.env.KNOWN).toBe('before');
    await expect(invoke('no-such-file.js', {}, options)).rejects.toThrow('there is no file');
    expect(process.env.KNOWN).toBe('before');
  });
});

describe('secrets', () => {
  it('lie over those that are configured, for the call', async () => {
    Toolbelt.configure({ secrets: { shared: 'configured', other: { deep: ['configured'] } } });
    const options = { secrets: { shared: { from: 'call' } } };
    expect((await invoke(readSecret, { payload: 'shared' }, options)).result).toEqual({ from: 'call' });
    expect((await invoke(readSecret, { payload: 'other' }, options)).result).toEqual({
      deep: ['configured'],
    });
    expect((await invoke(readSecret, { payload: 'shared' })).result).toBe('configured');
    const { error } = await invoke(readSecret, { payload: 'missing' }, options);
    expect(error).toMatchObject({ message: expect.stringContaining('There is no secret "missing"') });
  });

  it('can be updated, for the call; others are updated where they are', async () => {
    Toolbelt.configure({ secrets: { shared: 'configured', other: 'configured' } });
    const update: Lambda = async (_input, callback) => {
      const client = Toolbelt.SecretClient();
      await client.updateSecret({ key: 'shared', value: 'updated' });
      await client.updateSecret({ key: 'other', value: 'updated' });
      callback(null, [(await client.readSecret('shared')).value, (await client.readSecret('other')).value]);
    };
    expect((await invoke(update, {}, { secrets: { shared: 'of the call' } })).result).toEqual([
      'updated',
      'updated',
    ]);
    expect((await invoke(readSecret, { payload: 'shared' })).result).toBe('configured');
    expect((await invoke(readSecret, { payload: 'other' })).result).toBe('updated');
  });

  it('are copies', async () => {
    const secrets = { shared: { list: [1] } };
    const change: Lambda = async (_input, callback) => {
      const { value } = await Toolbelt.SecretClient().readSecret<{ list: number[] }>('shared');
      value.list.push(2);
      callback();
    };
    await invoke(change, {}, { secrets });
    expect(secrets).toEqual({ shared: { list: [1] } });
  });

  it('keep what is configured while the call lasts', async () => {
    let configureNow = (): void => {};
    const lambda: Lambda = async (_input, callback) => {
      configureNow();
      await Toolbelt.SecretClient()
        .readSecret('missing')
        .catch(() => undefined);
      callback(null, (await Toolbelt.SecretClient().readSecret('late')).value);
    };
    configureNow = () => void Toolbelt.configure({ secrets: { late: 'configured' } });
    expect((await invoke(lambda, {}, { secrets: { mine: 'x' } })).result).toBe('configured');
  });
});

describe('whitelist', () => {
  it('adds to what is configured, for the call', async () => {
    const server = await startServer((_request, response) => response.end('fine'));
    const call: Lambda<string> = ({ payload }, callback) => {
      const http = Toolbelt.HTTPClient();
      http(`http://${payload}:${server.port}/`).then((body) => callback(null, body), callback);
    };
    Toolbelt.configure({ logger: {}, whitelist: ['localhost'] });
    const denied = 'Error [ERR_SOCKET_CLOSED]: Socket is closed';
    const options = { whitelist: ['127.0.0.1'] };
    try {
      expect((await invoke(call, { payload: '127.0.0.1' }, options)).result).toBe('fine');
      expect((await invoke(call, { payload: 'localhost' }, options)).result).toBe('fine');
      expect((await invoke(call, { payload: '127.0.0.1' })).error?.message).toBe(denied);
      expect((await invoke(call, { payload: 'localhost' })).result).toBe('fine');
    } finally {
      await server.close();
    }
  });
});

describe('calls with settings', () => {
  it('wait for each other, in their order, whatever becomes of them', async () => {
    const events: string[] = [];
    const lambda: Lambda<number> = async ({ payload }, callback) => {
      events.push(`${payload} starts with ${process.env.NEW}`);
      await new Promise((resolve) => setTimeout(resolve, 3));
      events.push(`${payload} ends with ${process.env.NEW}`);
      if (payload === 2) throw new Error('broken');
      callback();
    };
    await Promise.all(
      [1, 2, 3].map((payload) => invoke(lambda, { payload }, { env: { NEW: `env ${payload}` } })),
    );
    expect(events).toEqual(
      [1, 2, 3].flatMap((number) => [
        `${number} starts with env ${number}`,
        `${number} ends with env ${number}`,
      ]),
    );
    expect(process.env.NEW).toBeUndefined();
  });

  it('do not keep calls without any waiting', async () => {
    let release = (): void => {};
    const waiting: Lambda = (_input, callback) => {
      release = () => callback(null, 'released');
    };
    const first = invoke(waiting, {}, { env: { NEW: 'x' } });
    expect((await invoke((_input, callback) => callback(null, 'at once'))).result).toBe('at once');
    release();
    expect((await first).result).toBe('released');
  });

  it('that a lambda makes lie over its own, and do not wait for it', async () => {
    const inner: Lambda = async (_input, callback) => {
      callback(null, [process.env.KNOWN, process.env.NEW]);
    };
    const outer: Lambda = async (_input, callback) => {
      const results = await Promise.all(
        ['a', 'b'].map(async (value) => (await invoke(inner, {}, { env: { NEW: value } })).result),
      );
      callback(null, [...results, [process.env.KNOWN, process.env.NEW ?? null]]);
    };
    const { result } = await invoke(outer, {}, { env: { KNOWN: 'outer' } });
    expect(result).toEqual([
      ['outer', 'a'],
      ['outer', 'b'],
      ['outer', null],
    ]);
    expect([process.env.KNOWN, process.env.NEW]).toEqual(['before', undefined]);
  });

  it('that a lambda makes and does not wait for leave nothing behind', async () => {
    let release = (): void => {};
    const inner: Lambda = (_input, callback) => {
      release = () => callback(null, [process.env.KNOWN, process.env.NEW]);
    };
    let innerCall: ReturnType<typeof invoke> | undefined;
    const outer: Lambda = (_input, callback) => {
      innerCall = invoke(inner, {}, { env: { NEW: 'inner' } });
      setImmediate(callback);
    };
    await invoke(outer, {}, { env: { KNOWN: 'outer' } });
    release();
    expect((await innerCall)?.result).toEqual(['outer', 'inner']);
    expect([process.env.KNOWN, process.env.NEW]).toEqual(['before', undefined]);
  });
});

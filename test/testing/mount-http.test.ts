import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { ErrorCodes, ToolbeltError } from '../../src/errors';
import type { Double, DoubleHandler } from '../../src/testing/doubles/double';
import { json } from '../../src/testing/doubles/double';
import { createDouble } from '../../src/testing/doubles/router';
import { type HttpMount, mountHttp } from '../../src/testing/mounts/mount-http';
import { networkError } from '../../src/testing/network-error';

const mounts: HttpMount[] = [];

async function mount(...doubles: Double[]): Promise<HttpMount> {
  const mounted = await mountHttp(doubles);
  mounts.push(mounted);
  return mounted;
}

const doubleOf = (handle: DoubleHandler, path = '/*'): Double =>
  createDouble('test', [
    ['GET', path, handle],
    ['POST', path, handle],
  ]);

interface Seen {
  status?: number | undefined;
  headers?: Record<string, unknown>;
  body?: string;
  error?: string | undefined;
}

function ask(url: string, method = 'GET', body?: Buffer): Promise<Seen> {
  return new Promise((resolve) => {
    const outgoing = request(url, { method, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      const seen = () => ({
        status: response.statusCode,
        headers: response.headers,
        body: Buffer.concat(chunks).toString(),
      });
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', (error: NodeJS.ErrnoException) => resolve({ ...seen(), error: error.code }));
      response.on('end', () => resolve(seen()));
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => resolve({ error: error.code }));
    outgoing.end(body);
  });
}

describe('a mount on a server', () => {
  afterEach(async () => {
    for (const mounted of mounts.splice(0)) await mounted.close();
  });

  it('hands requests to the double that has the operation, as plain data', async () => {
    const first = doubleOf(() => json(200, 'first'), '/first');
    const rest = doubleOf(({ method, url, headers, body }) =>
      json(901, { method, url, type: headers['x-type'], body: body.toString('hex') }),
    );
    const { origin } = await mount(first, rest);
    expect(await ask(`${origin}/first?a=1`)).toMatchObject({ status: 200, body: '"first"' });
    const { status, headers, body } = await ask(`${origin}/x%20y?a=b`, 'POST', Buffer.from([0, 255]));
    expect([status, headers?.['content-type']]).toEqual([901, 'application/json']);
    expect(JSON.parse(body ?? '')).toEqual({ method: 'POST', url: `${origin}/x%20y?a=b`, body: '00ff' });
  });

  it('has no other operation', async () => {
    const { origin } = await mount(doubleOf(() => json(200, 1), '/known'));
    expect((await ask(`${origin}/other`)).status).toBe(404);
    expect((await ask(`${origin}/known`, 'PUT')).status).toBe(405);
    const nothing = await mount();
    expect((await ask(`${nothing.origin}/`)).status).toBe(404);
  });

  it.each<[name: string, body: string | Buffer | undefined, sent: string]>([
    ['text', 'abcdef', 'abc'],
    ['a byte', 'a', ' '],
    ['nothing', undefined, ' '],
  ])('cuts %s short', async (_name, body, sent) => {
    const { origin } = await mount(
      doubleOf(() => ({ status: 200, truncated: true, ...(body !== undefined && { body }) })),
    );
    expect(await ask(origin)).toMatchObject({ status: 200, body: sent, error: 'ECONNRESET' });
  });

  it('sends no body with 204', async () => {
    const { origin } = await mount(doubleOf(() => ({ status: 204, body: 'x' })));
    expect(await ask(origin)).toMatchObject({ status: 204, body: '' });
  });

  it('hangs up when the network fails, and says what is wrong with the account', async () => {
    const broken = await mount(doubleOf(() => Promise.reject(networkError('ETIMEDOUT'))));
    expect(await ask(broken.origin)).toEqual({ error: 'ECONNRESET' });
    const wrong = new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, 'the clock is wrong');
    const misused = await mount(doubleOf(() => Promise.reject(wrong)));
    expect(await ask(misused.origin)).toMatchObject({
      status: 500,
      body: expect.stringContaining('the clock'),
    });
  });

  it('closes with its connections, and twice', async () => {
    const mounted = await mount(doubleOf(() => new Promise(() => {})));
    const call = ask(mounted.origin);
    await new Promise((resolve) => setImmediate(resolve));
    await mounted.close();
    await mounted.close();
    expect((await call).error).toMatch(/ECONNRE(SET|FUSED)/);
    expect((await ask(mounted.origin)).error).toBe('ECONNREFUSED');
  });
});

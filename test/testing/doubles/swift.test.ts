import { beforeEach, describe, expect, it } from 'vitest';
import { createSwiftDouble, type StoredFile } from '../../../src/testing/doubles/swift';
import { ask } from './ask';

const files = new Map<string, StoredFile>();
let now = 0;
const double = createSwiftDouble({ credentials: { username: 'u', password: 'p' }, clock: () => now, files });
const login = (user = 'u', key = 'p') =>
  ask(double, 'GET', '/auth/v1.0', { headers: { 'x-auth-user': user, 'x-auth-key': key } });
const tokenHeader = async () => ({ 'x-auth-token': (await login()).headers['x-auth-token'] ?? '' });

describe('the file storage', () => {
  beforeEach(() => {
    files.clear();
  });

  it('hands out tokens', async () => {
    const { status, headers, text } = await login();
    expect([status, text]).toEqual([200, '']);
    expect(headers['x-auth-token']).toMatch(/^AUTH_tk/);
    expect(headers['x-storage-url']).toBe('https://host.example.com');
    expect((await login()).headers['x-auth-token']).not.toBe(headers['x-auth-token']);
  });

  it.each([
    ['u', 'x'],
    ['x', 'p'],
    ['', ''],
  ])('refuses %s:%s', async (user, key) => {
    const answer = await login(user, key);
    expect(answer.status).toBe(401);
    expect(answer.headers).not.toHaveProperty('x-auth-token');
  });

  it('writes, reads and deletes', async () => {
    const headers = await tokenHeader();
    const body = Buffer.from([0, 255]);
    const put = await ask(double, 'PUT', '/a/b.png', {
      headers: { ...headers, 'content-type': 'image/png' },
      body,
    });
    expect([put.status, put.text]).toEqual([201, '']);
    expect(files.get('/a/b.png')).toEqual({ body, contentType: 'image/png' });
    expect(await ask(double, 'GET', '/a/b.png', { headers })).toMatchObject({
      status: 200,
      headers: { 'content-type': 'image/png' },
    });
    await ask(double, 'PUT', '/plain', { headers, body: 'x' });
    expect(files.get('/plain')?.contentType).toBe('application/octet-stream');
    expect((await ask(double, 'DELETE', '/a/b.png', { headers })).status).toBe(204);
    expect((await ask(double, 'DELETE', '/a/b.png', { headers })).status).toBe(404);
    expect((await ask(double, 'GET', '/a/b.png', { headers })).status).toBe(404);
  });

  it.each([
    ['/a b.png', '/a%20b.png'],
    ['/a%20b.png', '/a%20b.png'],
    ['no/slash', '/no/slash'],
    ['/%zz', '/%zz'],
  ])('knows %s when asked for %s', async (stored, target) => {
    files.set(stored, { body: Buffer.from('old'), contentType: 'text/plain' });
    await ask(double, 'PUT', target, { headers: await tokenHeader(), body: 'new' });
    expect([...files].map(([path, { body }]) => [path, body.toString()])).toEqual([[stored, 'new']]);
  });

  it.each(['PUT', 'GET', 'DELETE'])(
    'refuses %s without a token, or with one that is over',
    async (method) => {
      expect((await ask(double, method, '/f')).status).toBe(401);
      expect((await ask(double, method, '/f', { headers: { 'x-auth-token': 'AUTH_tk1' } })).status).toBe(401);
      const headers = await tokenHeader();
      now += 86_399_999;
      expect((await ask(double, 'PUT', '/g', { headers })).status).toBe(201);
      now += 1;
      const answer = await ask(double, method, '/f', { headers });
      expect(answer).toMatchObject({
        status: 401,
        json: { error: { message: expect.stringContaining('expired') } },
      });
      expect(files.has('/f')).toBe(false);
    },
  );
});

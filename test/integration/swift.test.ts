import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { ErrorCodes } from '../../src/errors';
import { describeWith } from './programs';
import { ACCOUNT_PATH, SWIFT_PROGRAMS, type Swift, type SwiftUser, startSwift } from './swift';
import { type Front, type LoggedRequest, startFront } from './swift-front';

const PROGRAMS = [...SWIFT_PROGRAMS, 'nginx', 'openssl'] as const;
const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const CHILD = join(__dirname, 'gdpr-child.cjs');
const user = (name: string, isAdmin = true): SwiftUser => ({
  account: 'brand',
  name,
  key: `key-of-${name}-${randomBytes(6).toString('hex')}`,
  isAdmin,
});
const EDITOR = user('editor');
/** A user of its own: what Swift has cached for one proxy server holds for the other. */
const SHORT = user('short');
const READER = user('reader', false);
const credentialsOf = ({ account, name, key }: SwiftUser) => ({
  username: `${account}:${name}`,
  password: key,
});

interface Replacement {
  contentType: string;
  body: Buffer;
}

interface Outcome {
  replaced: string[];
  failed: Array<{ path: string; code?: string; statusCode?: number; message: string }>;
  error?: { name: string; code: string; message: string; status?: number; shown: string };
}

interface StoredFile {
  path: string;
  body: Buffer;
  contentType: string;
}

describeWith(PROGRAMS, 'GDPRUtil on OpenStack Swift, behind nginx with TLS', () => {
  let swift: Swift;
  let front: Front;

  beforeAll(async () => {
    swift = await startSwift([EDITOR, SHORT, READER]);
    front = await startFront([swift.port, swift.shortLivedPort]);
  });

  afterAll(async () => {
    await front?.stop();
    await swift?.stop();
  });

  beforeEach(() => front.takeLog());

  it('replaces 60 files of several types with one token', async () => {
    const files = await filesIn('conversation', 60);
    for (const { path, body, contentType } of files) {
      expect(await swift.getObject(path)).toEqual({ status: 200, contentType, body });
    }
    const outcome = await replace({ files });
    expect(outcome).toEqual({ replaced: pathsOf(files), failed: [] });
    for (const { path } of files) {
      const { status, contentType, body } = await swift.getObject(path);
      expect([status, contentType, body.subarray(0, 8)]).toEqual([200, 'image/png', PNG_SIGNATURE]);
    }
    const log = await front.takeLog();
    expect(log).toHaveLength(61);
    expect(log[0]).toMatchObject({ method: 'GET', uri: '/auth/v1.0', status: 200, token: '' });
    const puts = putsIn(log);
    expect(puts.map(({ uri }) => uri).sort()).toEqual(pathsOf(files).sort());
    expect(new Set(puts.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(puts.map(({ token }) => token)).size).toBe(1);
    // Connections are used again: at most one for each of the twenty that are under way at a time.
    expect(new Set(log.map(({ connection }) => connection)).size).toBeLessThanOrEqual(20);
  });

  it('stores a replacement of any bytes and type as it is', async () => {
    const files = await filesIn('bytes', 3);
    const file = { contentType: 'application/x-odd+json; charset=utf-8', body: randomBytes(1_500_000) };
    expect(await replace({ files, file })).toEqual({ replaced: pathsOf(files), failed: [] });
    for (const { path } of files) {
      const { contentType, body } = await swift.getObject(path);
      expect(contentType).toBe(file.contentType);
      expect(body.equals(file.body)).toBe(true);
    }
  });

  it('an empty replacement empties the file', async () => {
    const files = await filesIn('empty', 1);
    const file = { contentType: 'text/plain', body: Buffer.of() };
    expect(await replace({ files, file })).toEqual({ replaced: pathsOf(files), failed: [] });
    expect(await swift.getObject(pathsOf(files)[0] ?? '')).toEqual({ status: 200, ...file });
  });

  it('leaves files alone that nobody named', async () => {
    const [named, other] = (await filesIn('others', 2)) as [StoredFile, StoredFile];
    await replace({ files: [named] });
    const { body, contentType } = other;
    expect(await swift.getObject(other.path)).toEqual({ status: 200, body, contentType });
  });

  it('fetches a new token when Swift forgets all tokens half way', async () => {
    const files = await filesIn('forgotten', 60);
    const replacing = replace({ files });
    await vi.waitFor(() => expect(putsIn(front.peekLog()).length).toBeGreaterThan(4), { timeout: 30_000 });
    await swift.forgetTokens();
    expect(await replacing).toEqual({ replaced: pathsOf(files), failed: [] });
    await expectReplaced(files);
    const log = await front.takeLog();
    const puts = putsIn(log);
    expect(authentications(log)).toHaveLength(2);
    expect(puts.filter(({ status }) => status === 201)).toHaveLength(60);
    expect(new Set(puts.map(({ token }) => token)).size).toBe(2);
    const refused = puts.filter(({ status }) => status === 401);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThanOrEqual(20);
    expect(puts).toHaveLength(60 + refused.length);
  });

  it('goes on with new tokens when they live for three seconds', async () => {
    // 81 requests take four seconds, because 20 are let go in a second: no token lasts for all of them.
    const files = await filesIn('short-lived', 80);
    const outcome = await replace({ files, port: swift.shortLivedPort, credentials: credentialsOf(SHORT) });
    expect(outcome).toEqual({ replaced: pathsOf(files), failed: [] });
    await expectReplaced(files);
    const log = await front.takeLog();
    const puts = putsIn(log);
    expect(authentications(log).length).toBeGreaterThanOrEqual(2);
    expect(puts.filter(({ status }) => status === 201)).toHaveLength(80);
    expect(puts.filter(({ status }) => status === 401).length).toBeGreaterThan(0);
  });

  it.each([
    ['the password', { ...credentialsOf(EDITOR), password: 'wr0ng-key' }, 401],
    ['the user', { ...credentialsOf(EDITOR), username: 'brand:nobody' }, 401],
    ['the account', { ...credentialsOf(EDITOR), username: 'elsewhere:editor' }, 401],
    ['a user name without account', { ...credentialsOf(EDITOR), username: 'editor' }, 401],
  ])('replaces nothing when %s is wrong', async (_what, credentials, status) => {
    const files = await filesIn('untouched', 3);
    const { error, replaced, failed } = await replace({ files, credentials });
    expect({ replaced, failed }).toEqual({ replaced: [], failed: [] });
    expect(error).toMatchObject({ name: 'ToolbeltError', code: ErrorCodes.GdprUtil.AUTH_FAILED, status });
    expect(error?.message).toContain('Check the user name and the password.');
    expect(error?.shown).not.toContain(credentials.password);
    expect(await front.takeLog()).toMatchObject([{ method: 'GET', uri: '/auth/v1.0', status }]);
    await expectUntouched(files);
  });

  it('lists every file as failed for a user who may not write', async () => {
    const files = await filesIn('forbidden', 25);
    const outcome = await replace({ files, credentials: credentialsOf(READER) });
    expect(outcome.replaced).toEqual([]);
    expectFailed(outcome, pathsOf(files), 403);
    expect(authentications(await front.takeLog())).toHaveLength(1);
    await expectUntouched(files);
  });

  it('lists the files of a container that is gone, and replaces the others', async () => {
    const gone = await filesIn('gone', 20);
    const there = await filesIn('there', 40);
    for (const { path } of gone) await swift.deleteObject(path);
    await swift.deleteContainer('gone');
    // Both kinds by turns: one that fails stops nobody.
    const files = there.flatMap((file, index) => [file, ...gone.slice(index, index + 1)]);
    const outcome = await replace({ files });
    expect(outcome.replaced).toEqual(pathsOf(there));
    expectFailed(outcome, pathsOf(gone), 404);
    await expectReplaced(there);
    for (const { path } of gone) expect((await swift.getObject(path)).status).toBe(404);
    const log = await front.takeLog();
    expect(authentications(log)).toHaveLength(1);
    expect(putsIn(log)).toHaveLength(60);
  });

  it('creates a file that is gone while its container is there', async () => {
    const [file] = (await filesIn('recreated', 1)) as [StoredFile];
    await swift.deleteObject(file.path);
    expect(await replace({ files: [file] })).toEqual({ replaced: [file.path], failed: [] });
    await expectReplaced([file]);
  });

  it('lists every file as failed while the object server is down, and replaces them when it is back', async () => {
    const files = await filesIn('down', 25);
    await swift.without('swift-object-server', async () => {
      const outcome = await replace({ files });
      expect(outcome.replaced).toEqual([]);
      expectFailed(outcome, pathsOf(files), 503);
      expect(putsIn(await front.takeLog())).toHaveLength(25);
    });
    await expectUntouched(files);
    expect(await replace({ files })).toEqual({ replaced: pathsOf(files), failed: [] });
  });

  it('replaces nothing while Swift cannot hand out tokens, and does not blame the credentials', async () => {
    const files = await filesIn('no-memory', 3);
    await swift.without('memcached', async () => {
      const { error, replaced, failed } = await replace({ files });
      expect({ replaced, failed }).toEqual({ replaced: [], failed: [] });
      expect(error).toMatchObject({ code: ErrorCodes.GdprUtil.AUTH_FAILED, status: 503 });
      expect(error?.message).toContain('This says nothing about the credentials: try again later');
      expect(putsIn(await front.takeLog())).toEqual([]);
    });
    await expectUntouched(files);
    expect(await replace({ files })).toEqual({ replaced: pathsOf(files), failed: [] });
  });

  it.each([
    ['a blank', 'a photo.jpg', 'a%20photo.jpg'],
    ['an escaped blank', 'my%20photo.jpg', 'my%20photo.jpg'],
    ['an umlaut', 'grüße.jpg', 'gr%C3%BC%C3%9Fe.jpg'],
    ['an emoji', '😀.jpg', '%F0%9F%98%80.jpg'],
    ['a percent sign', '100%.jpg', '100%25.jpg'],
    ['an escaped percent sign', '50%25.jpg', '50%25.jpg'],
    ['an escaped #', 'a%23b.jpg', 'a%23b.jpg'],
    ['an escaped ?', 'a%3Fb=c.jpg', 'a%3Fb=c.jpg'],
    ['a plus', 'a+b.jpg', 'a%2Bb.jpg'],
    ['quotes and brackets', `"it's" <[{}]>.jpg`, '%22it%27s%22%20%3C%5B%7B%7D%5D%3E.jpg'],
    ['a semicolon, & and =', 'a;b&c=d.jpg', 'a%3Bb%26c%3Dd.jpg'],
    ['a colon and @', 'ms:conv@1.jpg', 'ms%3Aconv%401.jpg'],
    ['a folder', 'sub/folder/a.jpg', 'sub/folder/a.jpg'],
  ])('replaces a file with %s in its name', async (_what, name, escaped) => {
    const [original] = (await filesIn('odd', 1, () => escaped)) as [StoredFile];
    const path = `${ACCOUNT_PATH}/odd/${name}`;
    expect(await replace({ paths: [path] })).toEqual({ replaced: [path], failed: [] });
    await expectReplaced([original]);
  });

  it.each(['a#b.jpg', 'a?b.jpg', '../there/a.jpg', '%2e%2e/a.jpg'])(
    'sends nothing for %s, which names another path',
    async (name) => {
      const [good] = (await filesIn('plain', 1)) as [StoredFile];
      const path = `${ACCOUNT_PATH}/plain/${name}`;
      const { replaced, failed } = await replace({ paths: [path, good.path] });
      expect(replaced).toEqual([good.path]);
      expect(failed).toMatchObject([{ path, code: ErrorCodes.GdprUtil.GENERAL }]);
      expect(putsIn(await front.takeLog()).map(({ uri }) => uri)).toEqual([good.path]);
    },
  );

  it('trusts no certificate of an authority that it does not know', async () => {
    const files = await filesIn('untrusted', 1);
    const { error } = await replace({ files, trust: false });
    expect(error).toMatchObject({ code: ErrorCodes.GdprUtil.AUTH_FAILED });
    expect(error?.message).toMatch(/certificate/);
    expect(await front.takeLog()).toEqual([]);
    await expectUntouched(files);
  });

  const TYPES = ['image/jpeg', 'application/pdf', 'audio/mpeg', 'text/plain; charset=utf-8'];

  /** Puts files of random bytes into a container. */
  async function filesIn(
    container: string,
    count: number,
    nameOf = (index: number): string => `${index}.bin`,
  ): Promise<StoredFile[]> {
    await swift.putContainer(container);
    const files = Array.from({ length: count }, (_, index) => ({
      path: `${ACCOUNT_PATH}/${container}/${nameOf(index)}`,
      body: randomBytes(100 + index * 50),
      contentType: TYPES[index % TYPES.length] ?? '',
    }));
    await Promise.all(files.map(({ path, body, contentType }) => swift.putObject(path, body, contentType)));
    return files;
  }

  interface Task {
    files?: StoredFile[];
    paths?: string[];
    credentials?: { username: string; password: string };
    file?: Replacement;
    port?: number;
    trust?: boolean;
  }

  /** Runs the built library in a process of its own. */
  async function replace(task: Task): Promise<Outcome> {
    const {
      files = [],
      paths = pathsOf(files),
      credentials = credentialsOf(EDITOR),
      file,
      trust = true,
    } = task;
    const host = front.hostOf(task.port ?? swift.port);
    const sent = file && { contentType: file.contentType, base64: file.body.toString('base64') };
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: trust ? front.caFile : '' };
    const child = spawn(process.execPath, [CHILD], { env, stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdin.end(JSON.stringify({ host, credentials, paths, file: sent }));
    const [output, errors, [status]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    expect({ status, errors }).toEqual({ status: 0, errors: '' });
    return JSON.parse(output);
  }

  async function expectReplaced(files: StoredFile[]): Promise<void> {
    for (const { path } of files) {
      const { contentType, body } = await swift.getObject(path);
      expect([path, contentType, body.subarray(0, 8)]).toEqual([path, 'image/png', PNG_SIGNATURE]);
    }
  }

  async function expectUntouched(files: StoredFile[]): Promise<void> {
    for (const { path, body, contentType } of files) {
      expect(await swift.getObject(path)).toEqual({ status: 200, body, contentType });
    }
  }
});

function expectFailed({ error, failed }: Outcome, paths: string[], statusCode: number): void {
  expect(error).toMatchObject({ name: 'ReplaceFilesError', code: ErrorCodes.GdprUtil.REPLACE_FILE_FAILED });
  expect(failed).toEqual(
    paths.map((path) => expect.objectContaining({ path, statusCode, message: expect.any(String) })),
  );
}

function pathsOf(files: StoredFile[]): string[] {
  return files.map(({ path }) => path);
}

function putsIn(log: LoggedRequest[]): LoggedRequest[] {
  return log.filter(({ method }) => method === 'PUT');
}

function authentications(log: LoggedRequest[]): LoggedRequest[] {
  return log.filter(({ uri }) => uri === '/auth/v1.0');
}

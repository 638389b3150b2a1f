import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasOpenssl, useCertificates } from '../helpers/make-certificates';
import { type MtlsServer, startMtlsServer } from '../helpers/mtls-server';
import { startServer, type TestServer } from '../helpers/with-server';
import { type PackedCopy, packedCopy, runNode, tool } from './pack';

// Frontend projects run all their tests in jsdom. Its URL, TextEncoder, AbortSignal and typed arrays are not Node's,
// and jsdom 20, which Jest 29 brings, lacks some of them.
describe.skipIf(!hasOpenssl)('the calls of a lambda work in jsdom', { timeout: 120_000 }, () => {
  const certificates = useCertificates();
  let copy: PackedCopy;
  let server: TestServer;
  let mtls: MtlsServer;
  let env: Record<string, string>;

  beforeAll(async () => {
    copy = await packedCopy();
    server = await startServer(({ url, body }, response) => {
      if (url === '/moved') response.writeHead(302, { location: '/gzip' }).end();
      else if (url === '/gone') response.writeHead(404).end();
      else if (url.startsWith('/gzip')) {
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(JSON.stringify({ url })));
      } else response.end(body);
    });
    mtls = await startMtlsServer(
      { ...certificates.server('localhost'), ca: certificates.ca },
      ({ client, body }, response) => void response.end(`${client} ${body}`),
    );
    const { cert, key } = certificates.client('lambda');
    env = {
      HTTP_URL: server.url(''),
      MTLS_URL: mtls.url(''),
      ...{ MTLS_CERT: cert, MTLS_KEY: key, MTLS_CA: certificates.ca },
      NO_COLOR: '1',
    };
  });
  afterAll(async () => {
    copy?.remove();
    await server?.close();
    await mtls?.close();
  });

  it.each(['jsdom', './jsdom-of-jest-29.js'])('under Jest with the environment %s', async (environment) => {
    const args = [tool('jest/bin/jest.js'), '--env', environment];
    const { status, stderr } = await runNode(args, copy.consumer('jsdom'), env);
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/^Tests: +17 passed, 17 total$/m);
  });

  it('under vitest', async () => {
    const args = [tool('vitest/vitest.mjs'), 'run'];
    const { status, stdout, stderr } = await runNode(args, copy.consumer('jsdom'), env);
    expect(status, stdout + stderr).toBe(0);
    expect(stdout).toMatch(/^ +Tests +17 passed \(17\)$/m);
  });
});

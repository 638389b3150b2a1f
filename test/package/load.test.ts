import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { echo, withServer } from '../helpers/with-server';
import { type PackedCopy, packedCopy, runNode } from './pack';

// Every value that the documentation names; whatever joins or leaves is a change for users.
const VALUES = [
  'ConversationContentTypes',
  'ErrorCodes',
  'ErrorStrategy',
  'LpServices',
  'RequestError',
  'SDETypes',
  'SecretError',
  'StatusCodeError',
  'Toolbelt',
  'TransformError',
];
// Loading one of these costs more than loading the package.
const HEAVY_BUILTINS = ['child_process', 'crypto', 'dns', 'http', 'http2', 'https', 'net', 'tls', 'zlib'];

let copy: PackedCopy;
let folder: string;
beforeAll(async () => {
  copy = await packedCopy();
  folder = copy.consumer('load');
});
afterAll(() => copy?.remove());

/** Runs a script of consumers/load, which prints one JSON text and must print nothing to stderr. */
async function report(script: string, ...args: string[]): Promise<Record<string, unknown>> {
  const { status, stdout, stderr } = await runNode([script, ...args], folder);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('loading the package', () => {
  it('gives CommonJS users the documented values, and closed doors elsewhere', async () => {
    const { file, names, kinds, errors, sameErrors, version, refused } = await report('require.cjs');
    expect(file).toBe(join(copy.folder, 'dist/index.js'));
    expect(names).toEqual(VALUES);
    expect(kinds).toMatchObject({ Toolbelt: 'function', LpServices: 'object', SecretError: 'function' });
    expect(errors).toEqual(expect.arrayContaining(['ErrorCodes', 'StatusCodeError', 'ToolbeltError']));
    expect(sameErrors).toBe(true);
    expect(version).toBe(copy.manifest.version);
    expect(refused).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });

  it('gives ES modules the same objects under the same names', async () => {
    expect(await report('import.mjs')).toEqual({
      url: pathToFileURL(join(copy.folder, 'dist/index.js')).href,
      names: VALUES,
      different: [],
      sameToolbelt: true,
      sameErrors: true,
      refused: 'ERR_PACKAGE_PATH_NOT_EXPORTED',
    });
  });
});

describe.each([
  'lp-faas-toolbelt',
  'lp-faas-toolbelt/errors',
  'lp-faas-toolbelt/functions-client',
  './clients.cjs',
])('loading %s', (entry) => {
  it('reads no environment and no files, starts nothing, and leaves third-party code for later', async () => {
    const { ours, ...found } = await report('spy.cjs', entry);
    // Copies of the package in one process share their rate limit.
    const globals = entry === './clients.cjs' ? ['Symbol(lp-faas-toolbelt/rate-limit/1)'] : [];
    expect(found).toEqual({ home: copy.folder + sep, seen: [], foreign: [], globals, resources: [] });
    expect(ours).toBeGreaterThan(0);
  });

  it('leaves the heavy modules of Node for later', async () => {
    const { before, added } = await report('builtins.cjs', entry);
    expect(before).not.toEqual(
      expect.arrayContaining([expect.stringMatching(`^(${HEAVY_BUILTINS.join('|')})$`)]),
    );
    expect((added as string[]).filter((name) => HEAVY_BUILTINS.includes(name))).toEqual([]);
  });
});

it('the checks above notice a module that does all of this', async () => {
  const { seen, foreign, globals } = await report('spy.cjs', './stray.cjs');
  expect(seen).toEqual(
    expect.arrayContaining([
      'process.env get HOME',
      'fs.existsSync(/etc/hosts)',
      expect.stringContaining('global.setTimeout('),
      expect.stringContaining('net.connect('),
    ]),
  );
  expect(foreign).toEqual(expect.arrayContaining([expect.stringContaining('hpagent')]));
  expect(globals).toEqual(['strayValue']);
  expect((await report('builtins.cjs', './stray.cjs')).added).toEqual(
    expect.arrayContaining(['net', 'zlib']),
  );
});

it('makes real calls with what it carries along', async () => {
  await withServer(echo, async (server) => {
    const { body, ...failure } = await report('call.cjs', server.url('').replace(/\/$/, ''));
    expect(body).toEqual({ method: 'POST', url: '/orders?x=1', body: '{"size":"L"}' });
    expect(failure).toEqual({ isStatusCodeError: true, statusCode: 404 });
    expect(server.requests).toHaveLength(2);
  });
});

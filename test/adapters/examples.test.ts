import { cpSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { linkPackages, ROOT } from '../cli/run-cli';
import { temporaryFolder } from '../helpers/settings-folder';
import { project } from '../host/support';
import { ACCOUNT, httpEvent, lambdaRuntime, startFramework } from './targets';

const UUID = '6f1c7f0e-7c9c-4b0c-9d5e-2f6a3c1b8e10';
const REQUEST = {
  method: 'POST',
  path: `/api/account/${ACCOUNT}/lambdas/${UUID}/invoke?v=1`,
  headers: { authorization: 'Bearer of-the-example', 'content-type': 'application/json' },
  body: JSON.stringify({ headers: [], payload: { name: 'Ada' } }),
};
const ENVIRONMENT = { HOST_TOKEN: 'of-the-example', BRAND_ID: ACCOUNT };

/** An example as a project of its own. @returns its folder */
function copyOf(name: string): string {
  const folder = temporaryFolder();
  cpSync(join(ROOT, 'examples', name), folder, { recursive: true });
  linkPackages(folder, '@google-cloud');
  return folder;
}

it('examples/container answers the invocation API, with what its Dockerfile starts', async () => {
  const folder = copyOf('container');
  const dockerfile = readFileSync(join(folder, 'Dockerfile'), 'utf8');
  expect(dockerfile).toMatch(/^CMD \["node_modules\/\.bin\/functions-framework", "--target=functions"\]$/m);
  const send = await startFramework(folder, ENVIRONMENT);
  expect(await send(REQUEST)).toEqual({ status: 200, type: 'application/json', body: 'Hello Ada' });
  expect(await send({ ...REQUEST, headers: {} })).toMatchObject({ status: 401 });
});

it('examples/container has a Dockerfile and a service that fit together, and keeps secrets out of the image', () => {
  const read = (name: string) => readFileSync(join(ROOT, 'examples/container', name), 'utf8');
  const steps = read('Dockerfile')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => /^([A-Z]+) (.+)$/.exec(line)?.slice(1));
  expect(steps.map((step) => step?.[0])).toEqual([
    ...['FROM', 'WORKDIR', 'COPY', 'RUN', 'COPY', 'ENV', 'USER', 'CMD'],
  ]);
  const ignored = read('.dockerignore').split('\n');
  expect(ignored).toEqual(expect.arrayContaining(['node_modules', 'functions/settings.local.json']));
  const service = parse(read('service.yaml'));
  expect(service).toMatchObject({ apiVersion: 'serving.knative.dev/v1', kind: 'Service' });
  const { spec } = service.spec.template;
  expect(spec.timeoutSeconds).toBeGreaterThan(30);
  const [container] = spec.containers;
  const used = [...read('index.js').matchAll(/process\.env\.(\w+)/g)].map(([, name]) => name);
  const given = new Map<string, string>(
    container.env.map(({ name, value }: { name: string; value: string }) => [name, value]),
  );
  expect([...given.keys()]).toEqual(expect.arrayContaining(used));
  const [mount] = container.volumeMounts;
  expect(dirname(given.get('LP_FAAS_SETTINGS') ?? '')).toBe(mount.mountPath);
  expect(spec.volumes).toMatchObject([{ name: mount.name, secret: {} }]);
});

it('examples/aws-lambda answers gateways and direct invocations', async () => {
  const invoke = await lambdaRuntime(copyOf('aws-lambda'), ENVIRONMENT);
  expect(await invoke(httpEvent(REQUEST))).toEqual({
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: '"Hello Ada"',
    isBase64Encoded: false,
  });
  expect(await invoke({ lambda: 'greet', payload: { name: 'Bo' } })).toBe('Hello Bo');
  const failing = { ...REQUEST, body: JSON.stringify({ headers: [], payload: null }) };
  expect(await invoke(httpEvent(failing))).toMatchObject({
    statusCode: 502,
    body: expect.stringContaining('runtime-exception'),
  });
  expect(await invoke({ lambda: 'greet', payload: null })).toEqual({
    errorType: 'com.liveperson.faas.handler.runtime-exception',
    errorMessage: expect.stringContaining('name'),
  });
});

it('an adapter may have the account of the test kit', async () => {
  const source = `const { Toolbelt } = require('lp-faas-toolbelt');
    async function lambda(input, callback) {
      try {
        const secrets = Toolbelt.SecretClient();
        const before = (await secrets.readSecret('mine')).value;
        await secrets.updateSecret({ key: 'mine', value: before + 1 });
        const path = '/messaging_history/api/account/12345678/conversations/conversation/search?source=test';
        const search = { method: 'POST', json: true, body: { conversationId: 'c-1' } };
        const { _metadata } = await Toolbelt.LpClient()('msgHist', path, search);
        callback(null, [before, (await secrets.readSecret('mine')).value, _metadata.count]);
      } catch (error) { callback(error); }
    }`;
  const secrets = [{ key: 'mine', value: 1 }];
  const folder = project(
    { store: source },
    {
      'functions/settings.json': { secrets },
      'index.js': `const { toLambdaHandler } = require('lp-faas-toolbelt/adapters/aws-lambda');
        exports.handler = toLambdaHandler({ folder: __dirname, offline: true });`,
    },
  );
  linkPackages(folder);
  const invoke = await lambdaRuntime(folder, ENVIRONMENT);
  expect(await invoke({ lambda: 'store' })).toEqual([1, 2, 0]);
  expect(await invoke({ lambda: 'store' })).toEqual([2, 3, 0]);
  expect(JSON.parse(readFileSync(join(folder, 'functions/settings.json'), 'utf8'))).toEqual({ secrets });
});

import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { Configuration } from '../../src/config/configuration';
import { ErrorCodes, Toolbelt } from '../../src/index';
import { CsdsClient } from '../../src/liveperson/csds-client';
import { failureOf } from '../helpers/failure-of';
import {
  type Fault,
  type FaultyServer,
  type GoodAnswer,
  type Identities,
  makeIdentities,
  startFaultyServer,
} from '../helpers/faulty-server';
import { describeWithOpenssl, hasOpenssl, useCertificates } from '../helpers/make-certificates';
import { trustAuthority } from '../helpers/trust-authority';
import { startServer, type TestServer } from '../helpers/with-server';
import { ACCOUNT, configure, json, OAUTH2 } from './setup';
import { startWatch, turns, until, type Watch } from './watch';

function directory(port: number): GoodAnswer {
  return json({ baseURIs: [{ service: 'api', account: ACCOUNT, baseURI: `127.0.0.1:${port}` }] });
}

function useDiscovery({ port }: FaultyServer): void {
  configure({});
  process.env.X_LIVEPERSON_CSDS_DOMAIN = `127.0.0.1:${port}`;
}

const [trusted, unknown] = [useCertificates(), useCertificates()];
let identities: Identities;
let distrust: () => void;
let api: TestServer;
let watch: Watch | undefined;
let silent: FaultyServer | undefined;

beforeAll(() => {
  if (!hasOpenssl) return;
  identities = makeIdentities(trusted, unknown);
  distrust = trustAuthority(identities.ca);
});
afterAll(() => {
  if (!hasOpenssl) return;
  distrust();
});
beforeEach(async () => {
  if (hasOpenssl) api = await startServer(undefined, identities.good);
});
afterEach(async () => {
  watch?.stop();
  Toolbelt.reset();
  await silent?.close();
  await api?.close();
});

async function serve(fault: Fault, before: GoodAnswer[] = []): Promise<FaultyServer> {
  silent = await startFaultyServer(fault, {
    scheme: 'https',
    identities,
    answer: json({}),
    before,
    plainOrigin: '',
  });
  return silent;
}

/** Makes a call, and lets timers of this length fire once the server is silent. */
async function timeOut(call: () => Promise<unknown>, milliseconds: number): Promise<unknown> {
  const watching = startWatch();
  watch = watching;
  const ended = failureOf(call());
  await until(() => Number(silent?.stalls()) > 0);
  await turns();
  while (watching.fire(milliseconds) === 0) await turns(1);
  return ended;
}

// A fetch ends by itself after 10 s. The limit of these tests is shorter, so that a call that waits for it fails.
describeWithOpenssl(
  'a silent service',
  () => {
    it('discovery: the timeout of an LpClient call ends it, and the fetch that nobody waits for', async () => {
      const server = await serve('silent after the request');
      useDiscovery(server);
      const error = await timeOut(() => Toolbelt.LpClient()('api', '/a', { timeout: 3_000 }), 3_000);
      expect(error).toMatchObject({
        name: 'ToolbeltError',
        code: ErrorCodes.Csds.OP_FAILED,
        message: expect.stringMatching(/the host of "api" was not found within 3000 ms \(option "timeout"\)/),
      });
      expect(server.requests).toHaveLength(1);
      await until(() => server.open() === 0);
      expect(watch?.timersLeft('all')).toEqual([]);
    });

    it('discovery: another call that waits longer keeps the fetch alive', async () => {
      const server = await serve('silent after the request');
      useDiscovery(server);
      const patient = failureOf(Toolbelt.LpClient()('api', '/a'));
      const error = await timeOut(() => Toolbelt.LpClient()('api', '/a', { timeout: 3_000 }), 3_000);
      expect(error).toMatchObject({ code: ErrorCodes.Csds.OP_FAILED });
      await turns();
      expect(server.busy()).toBe(1);
      expect(server.requests).toHaveLength(1);
      Toolbelt.reset();
      expect(await patient).toMatchObject({ code: ErrorCodes.Csds.OP_FAILED });
    });

    it('discovery: a list that is known bridges a wait that is given up', async () => {
      const server = await serve('silent after the request', [directory(api.port)]);
      useDiscovery(server);
      const time = { now: 0 };
      const warnings: string[] = [];
      const configuration = new Configuration();
      configuration.configure({ accountId: ACCOUNT });
      const client = new CsdsClient({
        send: (options) => Toolbelt.HTTPClient()(options),
        configuration,
        allowHost: () => {},
        warnOnce: (_topic, message) => void warnings.push(message),
        clock: () => time.now,
      });
      expect(await client.origin('api')).toBe(`https://127.0.0.1:${api.port}`);
      time.now = 601_000;
      const abort = new AbortController();
      const bridged = client.origin('api', undefined, abort.signal);
      await until(() => server.requests.length === 1);
      abort.abort(new Error('no time'));
      expect(await bridged).toBe(`https://127.0.0.1:${api.port}`);
      expect(warnings).toEqual([expect.stringMatching(/failed, its last list is used: no time/)]);
    });

    it('token: the timeout of an LpClient call ends it, and the fetch that nobody waits for', async () => {
      const server = await serve('silent after the request');
      configure({ sentinel: server.origin, api: `https://127.0.0.1:${api.port}` }, OAUTH2);
      const error = await timeOut(() => Toolbelt.LpClient()('api', '/a', { timeout: 3_000 }), 3_000);
      expect(error).toMatchObject({
        name: 'ToolbeltError',
        code: ErrorCodes.Toolbelt.TOKEN_FAILED,
        message: expect.stringMatching(/no access token within 3000 ms \(option "timeout"\)/),
      });
      await until(() => server.open() === 0);
      expect(watch?.timersLeft('all')).toEqual([]);
      expect(api.requests).toEqual([]);
    });

    it('token: the deadline of an orchestration ends the fetch as well', async () => {
      const server = await serve('silent after the request');
      configure({ sentinel: server.origin, faasGW: `https://127.0.0.1:${api.port}` }, OAUTH2);
      const invocation = { uuid: 'f-1', payload: {} };
      const error = await timeOut(() => Toolbelt.OrchestratorClient().invoke([invocation], 6_000), 6_000);
      expect(error).toMatchObject({ code: ErrorCodes.Orchestrator.TIMEOUT });
      await until(() => server.open() === 0);
      expect(watch?.timersLeft('all')).toEqual([]);
    });

    it('discovery: the deadline of an orchestration ends the fetch as well', async () => {
      const server = await serve('silent after the request');
      useDiscovery(server);
      const invocation = { uuid: 'f-1', payload: {} };
      const error = await timeOut(() => Toolbelt.OrchestratorClient().invoke([invocation], 6_000), 6_000);
      expect(error).toMatchObject({ code: ErrorCodes.Orchestrator.TIMEOUT });
      await until(() => server.open() === 0);
      expect(watch?.timersLeft('all')).toEqual([]);
    });

    it('discovery: the deadline of a Context Session Store call ends the fetch as well', async () => {
      const server = await serve('silent after the request');
      useDiscovery(server);
      const client = Toolbelt.ContextServiceClient({ accountId: ACCOUNT, apiKey: 'k3y', timeout: 6_000 });
      const error = await timeOut(() => client.getListOfNamespaces(), 6_000);
      expect(error).toMatchObject({ code: ErrorCodes.ContextService.RESPONSE_TIMEOUT });
      await until(() => server.open() === 0);
      expect(watch?.timersLeft('all')).toEqual([]);
    });

    it('ConversationUtil waits for discovery as long as that takes, and tells what it says', async () => {
      const server = await serve('silent after the request');
      useDiscovery(server);
      const error = await timeOut(() => Toolbelt.ConversationUtil().getConversationById('conv-1'), 10_000);
      expect(error).toMatchObject({
        code: ErrorCodes.Csds.OP_FAILED,
        message: expect.stringMatching(/baseURI\.json\?version=1\.0: no answer within 10000 ms/),
      });
      expect(watch?.timersSet).toEqual([10_000]);
    });
  },
  { timeout: 8_000 },
);

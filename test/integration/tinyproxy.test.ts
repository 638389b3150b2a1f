import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ErrorCodes } from '../../src/errors';
import { useCertificates } from '../helpers/make-certificates';
import { type Caller, type ForeignError, type Outcome, startCaller } from './caller';
import { describeWith } from './programs';
import { CLIENTS, type ClientName, callOf, SECRETS, startTargets, type Targets, type Way } from './targets';
import { startTinyproxy, type Tinyproxy } from './tinyproxy';

/** An address of this machine that does not count as loopback: such a target goes through a proxy. */
const HOST = '0.0.0.0';
const USER = 'faasuser';
const PASSWORD = 'pr0xyPassw0rd';

const certificates = useCertificates();
let targets: Targets;
let open: Tinyproxy;
let guarded: Tinyproxy;
let caller: Caller;

describeWith(['tinyproxy', 'openssl'], 'through tinyproxy', () => {
  beforeAll(async () => {
    targets = await startTargets(certificates, [HOST, 'refused.test']);
    const refused = ['^refused\\.test$'];
    open = await startTinyproxy({ refused });
    guarded = await startTinyproxy({ refused, user: USER, password: PASSWORD });
    caller = startCaller(certificates.caFile);
  });
  afterAll(async () => {
    await caller?.stop();
    await open?.stop();
    await guarded?.stop();
    await targets?.stop();
  });

  const urlOf = ({ port }: Tinyproxy, user = '') => `http://${user}127.0.0.1:${port}`;
  const run = (client: ClientName, way: Partial<Way>): Promise<Outcome> =>
    caller.call(callOf(client, targets, certificates, { host: HOST, csds: HOST, ...way }));

  describe.each(CLIENTS)('%s', (client) => {
    const port = () => (client === 'mtls' ? targets.mtls.port : targets.https.port);

    it('reaches its host by CONNECT, and shows its credentials to no target', async () => {
      const environment = { HTTPS_PROXY: urlOf(guarded, `${USER}:${PASSWORD}@`) };
      const outcome = await run(client, { environment });
      expect(outcome).toMatchObject({ statusCode: 200 });
      expectNoCredentials(outcome.printed);
      await vi.waitFor(() => expect(guarded.log()).toContain(`CONNECT ${HOST}:${port()} HTTP/1.1`));
      const requests = client === 'mtls' ? targets.mtls.requests : targets.https.requests;
      expect(requests.length).toBeGreaterThan(0);
      for (const { headers } of requests) expect(headers).not.toHaveProperty('proxy-authorization');
      for (const secret of Object.values(SECRETS)) expect(guarded.log()).not.toContain(secret);
    });

    it('tells of the 403 for a host that the Filter refuses', async () => {
      const environment = { HTTPS_PROXY: urlOf(open) };
      const outcome = await run(client, { environment, host: 'refused.test', csds: 'refused.test' });
      expectRefusal(client, outcome.error, 403, client === 'lp');
    });

    // tinyproxy has a status of its own for wrong ones.
    it.each([
      ['no', '', 407],
      ['wrong', `${USER}:wr0ngPassw0rd@`, 401],
    ])('tells of the refusal of %s credentials', async (_which, user, status) => {
      const outcome = await run(client, { environment: { HTTPS_PROXY: urlOf(guarded, user) } });
      expectRefusal(client, outcome.error, status, client === 'lp');
      expectNoCredentials(outcome.printed);
    });
  });

  describe('http', () => {
    const get = (url: string, environment: Record<string, string>): Promise<Outcome> =>
      caller.call({
        ...{ call: 'http', environment, configuration: { whitelist: [HOST, 'refused.test'] } },
        args: { options: { url, headers: { 'x-mine': 'kept' } } },
      });

    it('goes in absolute form', async () => {
      const url = `http://${HOST}:${targets.http.port}/absolute?a=b`;
      const environment = { HTTP_PROXY: urlOf(guarded, `${USER}:${PASSWORD}@`) };
      expect(await get(url, environment)).toMatchObject({ statusCode: 200 });
      await vi.waitFor(() => expect(guarded.log()).toContain(`GET ${url} HTTP/1.1`));
      const [seen] = targets.http.requests.filter(({ url: path }) => path === '/absolute?a=b');
      expect(seen?.headers).toMatchObject({ 'x-mine': 'kept', host: `${HOST}:${targets.http.port}` });
      expect(seen?.headers).not.toHaveProperty('proxy-authorization');
    });

    it.each([
      ['of the Filter', 'refused.test', 403, () => urlOf(guarded, `${USER}:${PASSWORD}@`)],
      ['without credentials', HOST, 407, () => urlOf(guarded)],
      ['of wrong credentials', HOST, 401, () => urlOf(guarded, `${USER}:wr0ngPassw0rd@`)],
    ])('is told of its refusal %s as of any other answer', async (_why, host, statusCode, proxy) => {
      const { error } = await get(`http://${host}:${targets.http.port}/`, { HTTP_PROXY: proxy() });
      expect(error).toMatchObject({ name: 'StatusCodeError', statusCode });
    });
  });
});

/** @param inDiscovery whether the first request that was refused is that of service discovery */
function expectRefusal(
  client: ClientName,
  error: ForeignError | undefined,
  status: number,
  inDiscovery: boolean,
): void {
  expect(rootOf(error)).toMatchObject({
    message: `tunneling socket could not be established, statusCode=${status}`,
    ...{ code: 'ECONNRESET', statusCode: status },
  });
  if (client === 'functions') expect(error?.name).toBe('FaaSInvokeError');
  else if (client === 'mtls') expect(error?.code).toBe(ErrorCodes.Mtls.GENERAL);
  else if (inDiscovery) expect(error?.code).toBe(ErrorCodes.Csds.OP_FAILED);
  else expect(error?.name).toBe('RequestError');
}

function rootOf(error: ForeignError | undefined): ForeignError {
  if (error === undefined) throw new Error('the call did not fail');
  return error.cause === undefined ? error : rootOf(error.cause);
}

function expectNoCredentials(printed: string): void {
  for (const password of [PASSWORD, 'wr0ngPassw0rd']) {
    expect(printed).not.toContain(password);
    expect(printed).not.toContain(Buffer.from(`${USER}:${password}`).toString('base64'));
  }
}

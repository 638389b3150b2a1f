import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contextOrigin } from '../../src/context/zone';
import { ToolbeltError } from '../../src/errors';
import { ErrorCodes, Toolbelt } from '../../src/index';
import { failureOf } from '../helpers/failure-of';

const { INVALID_CONFIGURATION } = ErrorCodes.Toolbelt;
const PATH = '/v1/account/12345/ns/__default__/properties/p';
const ZONES = ['qa', 'z1-a', 'z1', 'z2', 'z3'];

const read = () =>
  Toolbelt.ContextServiceClient({ accountId: '12345', apiKey: 'key' }).getPropertyInSession('ns', 'p');

/** Service discovery knows these hosts. */
function discover(hosts: Record<string, string>, times = 1): void {
  const baseURIs = Object.entries(hosts).map(([service, baseURI]) => ({
    service,
    baseURI,
    account: '12345',
  }));
  nock('https://api.liveperson.net')
    .get('/api/account/12345/service/baseURI.json?version=1.0')
    .times(times)
    .reply(200, { baseURIs });
}

beforeEach(() => {
  nock.disableNetConnect();
  process.env.BRAND_ID = '12345';
});

afterEach(() => {
  Toolbelt.reset();
  nock.cleanAll();
  nock.enableNetConnect();
});

describe('CONTEXT_SERVICE_ENVIRONMENT', () => {
  it.each([
    { zone: 'z1-a', host: 'va-a.context.liveperson.net' },
    { zone: 'z1', host: 'z1.context.liveperson.net' },
    { zone: 'z2', host: 'z2.context.liveperson.net' },
    { zone: 'z3', host: 'z3.context.liveperson.net' },
  ])('$zone is $host, which needs no whitelist', async ({ zone, host }) => {
    process.env.CONTEXT_SERVICE_ENVIRONMENT = zone;
    nock(`https://${host}`).get(PATH).reply(200, zone);
    await expect(read()).resolves.toBe(zone);
  });

  it('qa is a host that has to be listed', async () => {
    process.env.CONTEXT_SERVICE_ENVIRONMENT = 'qa';
    Toolbelt.configure({ whitelist: ['lp-mavencontext-qa.dev.lprnd.net'] });
    nock('https://lp-mavencontext-qa.dev.lprnd.net').get(PATH).reply(200, 'qa');
    await expect(read()).resolves.toBe('qa');
  });

  it('is read when a call is made, and configure goes before it', async () => {
    const one = Toolbelt.ContextServiceClient({ accountId: '12345', apiKey: 'key' });
    for (const zone of ['z1', 'z2', 'z3']) {
      if (zone === 'z3') Toolbelt.configure({ contextServiceEnvironment: zone });
      else process.env.CONTEXT_SERVICE_ENVIRONMENT = zone;
      nock(`https://${zone}.context.liveperson.net`).get(PATH).reply(200, zone);
      await expect(one.getPropertyInSession('ns', 'p')).resolves.toBe(zone);
    }
  });

  it.each(['z4', 'Z1', ' z1', 'va', 'constructor', '__proto__', 'https://z1.context.liveperson.net'])(
    'refuses %j, and lists what there is',
    async (zone) => {
      process.env.CONTEXT_SERVICE_ENVIRONMENT = zone;
      const error = await failureOf(read());
      expect(error).toMatchObject({ name: 'ToolbeltError', code: INVALID_CONFIGURATION });
      for (const text of [JSON.stringify(zone), 'CONTEXT_SERVICE_ENVIRONMENT', ZONES.join(', ')]) {
        expect(error.message).toContain(text);
      }
    },
  );
});

describe('service discovery', () => {
  it('has the host, if the account has the service', async () => {
    discover({ mavenContext: 'own.example.com', faasGW: 'va.faasgw.liveperson.net' });
    nock('https://own.example.com').get(PATH).reply(200, '1');
    await expect(read()).resolves.toBe(1);
  });

  it.each([
    { faasGW: 'va.faasgw.liveperson.net', host: 'z1.context.liveperson.net' },
    { faasGW: 'lo.faasgw.liveperson.net', host: 'z2.context.liveperson.net' },
    { faasGW: 'sy.faasgw.liveperson.net', host: 'z3.context.liveperson.net' },
    { faasGW: 'va-a.faasgw.liveperson.net', host: 'va-a.context.liveperson.net' },
    { faasGW: 'LO.functions.liveperson.net', host: 'z2.context.liveperson.net' },
  ])('tells the zone by faasGW where it has not: $faasGW', async ({ faasGW, host }) => {
    discover({ faasGW });
    nock(`https://${host}`).get(PATH).twice().reply(200, '1');
    await expect(read()).resolves.toBe(1);
    // Asked once: the list is kept.
    await expect(read()).resolves.toBe(1);
    expect(nock.isDone()).toBe(true);
  });

  it.each([
    { name: 'neither service', hosts: { msgHist: 'va.msghist.liveperson.net' }, says: ['"faasGW"'] },
    { name: 'a zone nobody knows', hosts: { faasGW: 'xx.faasgw.liveperson.net' }, says: ['xx.faasgw'] },
    { name: 'a zone in part', hosts: { faasGW: 'vax.faasgw.liveperson.net' }, says: ['vax.faasgw'] },
    { name: 'no zone', hosts: { faasGW: 'toString.liveperson.net' }, says: ['tostring.liveperson.net'] },
  ])('says to set the zone when it has $name', async ({ hosts, says }) => {
    discover(hosts);
    const error = await failureOf(read());
    expect(error).toMatchObject({ name: 'ToolbeltError', code: INVALID_CONFIGURATION });
    for (const text of [
      '"mavenContext"',
      '12345',
      'CONTEXT_SERVICE_ENVIRONMENT',
      ZONES.join(', '),
      ...says,
    ]) {
      expect(error.message).toContain(text);
    }
  });

  it('may fail: its code, and the way round it', async () => {
    nock('https://api.liveperson.net')
      .get(/baseURI/)
      .reply(500);
    const error = await failureOf(read());
    expect(error).toMatchObject({
      name: 'ToolbeltError',
      code: ErrorCodes.Csds.OP_FAILED,
      cause: { code: ErrorCodes.Csds.OP_FAILED },
    });
    expect(error.message).toContain('CONTEXT_SERVICE_ENVIRONMENT');
  });

  it('is asked about the account of the client, whatever the environment says', async () => {
    process.env.BRAND_ID = '999';
    nock('https://api.liveperson.net')
      .get('/api/account/12345/service/baseURI.json?version=1.0')
      .reply(200, {
        baseURIs: [{ service: 'mavenContext', account: '12345', baseURI: 'z2.context.liveperson.net' }],
      });
    nock('https://z2.context.liveperson.net').get('/v1/account/12345').reply(200, []);
    const one = Toolbelt.ContextServiceClient({ accountId: '12345', apiKey: 'key' });
    await expect(one.getListOfNamespaces()).resolves.toEqual([]);
  });
});

describe('a configured host', () => {
  it('is used without service discovery', async () => {
    Toolbelt.configure({ csds: { mavenContext: 'https://own.example.com:8443' } });
    nock('https://own.example.com:8443').get(PATH).reply(200, '1');
    await expect(read()).resolves.toBe(1);
  });

  it('goes before the zone of the environment', async () => {
    process.env.CONTEXT_SERVICE_ENVIRONMENT = 'z1';
    Toolbelt.configure({ csds: { mavenContext: 'https://own.example.com:8443' } });
    nock('https://own.example.com:8443').get(PATH).reply(200, '1');
    await expect(read()).resolves.toBe(1);
  });

  it('of another service leaves the zone alone', async () => {
    process.env.CONTEXT_SERVICE_ENVIRONMENT = 'z1';
    Toolbelt.configure({ csds: { faasGW: 'https://own.example.com:8443' } });
    nock('https://z1.context.liveperson.net').get(PATH).reply(200, '1');
    await expect(read()).resolves.toBe(1);
  });
});

describe('the words of a failure', () => {
  const ADVICE = 'set the environment variable CONTEXT_SERVICE_ENVIRONMENT to one of qa, z1-a, z1, z2, z3';
  const unknown = (reason: string) =>
    `ContextServiceClient: ${reason}: ${ADVICE} (or call Toolbelt.configure({ contextServiceEnvironment })).`;
  const coded = (code: string) => new ToolbeltError(code, 'It failed.');
  const NONE = coded(ErrorCodes.Csds.DOMAIN_NOT_FOUND);
  /** The origin, when these services have these origins. */
  const originFor = (origins: Record<string, unknown>, zone?: string, configured?: string) =>
    contextOrigin(
      {
        contextServiceEnvironment: () => zone,
        hasConfiguredHost: (service) => service === configured,
        origin: async (service) => {
          const found = origins[service] ?? NONE;
          if (found instanceof Error) throw found;
          return String(found);
        },
      },
      '77',
    );

  it.each<[origins: Record<string, unknown>, zone: string | undefined, message: string]>([
    [{}, 'z9', unknown('there is no zone "z9"')],
    [
      {},
      undefined,
      unknown('service discovery has no "mavenContext" for account 77, and no "faasGW" to tell its zone by'),
    ],
    [
      { faasGW: 'https://xx.faasgw.example.com' },
      undefined,
      unknown(
        'service discovery has no "mavenContext" for account 77, and its "faasGW" (xx.faasgw.example.com) is in no known zone',
      ),
    ],
    [
      { mavenContext: coded(ErrorCodes.Csds.OP_FAILED) },
      undefined,
      `ContextServiceClient: the zone is unknown: It failed. Or ${ADVICE}.`,
    ],
  ])('%#', async (origins, zone, message) => {
    expect((await failureOf(originFor(origins, zone))).message).toBe(message);
  });

  it('another failure is passed on', async () => {
    const others = [coded(ErrorCodes.Toolbelt.INVALID_CONFIGURATION), new TypeError('bug')];
    for (const other of others) expect(await failureOf(originFor({ mavenContext: other }))).toBe(other);
  });

  it.each<
    [
      origins: Record<string, unknown>,
      zone: string | undefined,
      configured: string | undefined,
      origin: string,
    ]
  >([
    [{}, 'qa', undefined, 'https://lp-mavencontext-qa.dev.lprnd.net'],
    [{}, 'z1-a', undefined, 'https://va-a.context.liveperson.net'],
    [{ mavenContext: 'https://a' }, 'z1', 'mavenContext', 'https://a'],
    [{ mavenContext: 'https://a' }, 'z1', 'faasGW', 'https://z1.context.liveperson.net'],
    [{ mavenContext: 'https://a', faasGW: 'https://va.x' }, undefined, undefined, 'https://a'],
    [{ faasGW: 'https://va.x' }, undefined, undefined, 'https://z1.context.liveperson.net'],
    [{ faasGW: 'https://va-a.x' }, undefined, undefined, 'https://va-a.context.liveperson.net'],
    [{ faasGW: 'https://lo.x' }, undefined, undefined, 'https://z2.context.liveperson.net'],
    [{ faasGW: 'https://sy.x' }, undefined, undefined, 'https://z3.context.liveperson.net'],
  ])('the origin for %j in zone %s', async (origins, zone, configured, origin) => {
    expect(await originFor(origins, zone, configured)).toBe(origin);
  });
});

import { afterEach, expect, it } from 'vitest';
import { Client } from '../../src/functions-client/index';
import { Toolbelt } from '../../src/index';
import { LOGGERS } from '../helpers/loggers';
import { attempt } from '../helpers/ways-of-showing';
import { startRawServer } from '../helpers/with-server';

// nock is not loaded here: nock 14 loses every request whose head has more than 16 KiB, and the call never ends.

const LONG = 'x'.repeat(1_000_000);

/** Without the variable CI only some of them run. */
const CALLS: Array<[what: string, call: (origin: string) => PromiseLike<unknown>]> = [
  ['a header with a credential', (uri) => Toolbelt.HTTPClient().get(uri, { headers: { 'x-api-key': LONG } })],
  ['a host', (proxy) => Toolbelt.HTTPClient().get(`http://${LONG}/`, { proxy })],
  ['a host of the functions client', () => functionsClient(LONG)],
  ['a name of an option', (uri) => Toolbelt.HTTPClient().get(uri, { [LONG]: 1 })],
  [
    'a name of an agent option',
    (uri) => Toolbelt.HTTPClient().get(uri, { agentOptions: { [LONG]: 1 } as never }),
  ],
  ['a name of a header', (uri) => Toolbelt.HTTPClient().get(uri, { headers: { [LONG]: '1' } })],
  ['a query', (uri) => Toolbelt.HTTPClient().get(uri, { qs: { [LONG]: '1', token: LONG } })],
  ['a form', (uri) => Toolbelt.HTTPClient().post(uri, { form: { [LONG]: '1', password: LONG } })],
  ['a body', (uri) => Toolbelt.HTTPClient().post(uri, { json: { [LONG]: '1', password: LONG } })],
  ['a path', (uri) => Toolbelt.HTTPClient().get(`${uri}/${LONG}`)],
  ['a host of punycode', () => Toolbelt.HTTPClient().get(`http://xn--${LONG}/`)],
  ['a host that is none', () => Toolbelt.HTTPClient().get(`http://${'\\"'.repeat(500_000)}/`)],
  ['a host in another script', () => Toolbelt.HTTPClient().get(`http://${'ü'.repeat(100_000)}/`)],
  ['a service', () => Toolbelt.LpClient()(LONG, '/')],
];

function functionsClient(host: string): Promise<unknown> {
  const config = { accountId: '1', protocol: 'http', timeout: 300, authStrategy: async () => 'Bearer x' };
  const request = { lambdaUuid: 'a', externalSystem: 't', body: { payload: {} } };
  return new Client(config as never, { getCsdsEntry: async () => host } as never).invoke(request as never);
}

afterEach(() => Toolbelt.reset());

it.each(process.env.CI ? CALLS : CALLS.filter((_call, index) => [0, 1, 2, 11].includes(index)))(
  '%s of a megabyte, and an answer that is no HTTP: the call ends, and its error can be logged',
  { timeout: 60_000 },
  async (_what, call) => {
    const server = await startRawServer('not http at all\r\n\r\n');
    try {
      Toolbelt.configure({
        accountId: '1',
        whitelist: ['127.0.0.1'],
        logger: {},
        rateLimit: { mode: 'off' },
      });
      const error = await Promise.resolve()
        .then(() => call(`http://127.0.0.1:${server.port}`))
        .then(
          () => undefined,
          (reason: unknown) => reason,
        );
      expect(error).toBeInstanceOf(Error);
      const start = process.cpuUsage();
      for (const [way, show] of Object.entries(LOGGERS)) {
        // A string of that length would be one that nobody can read.
        expect([way, attempt(() => show(error)).length < 3_000_000]).toEqual([way, true]);
      }
      expect(process.cpuUsage(start).user / 1_000).toBeLessThan(10_000);
    } finally {
      await server.close();
    }
  },
);

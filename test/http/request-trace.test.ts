import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createServer } from 'node:http';
import { afterEach, expect, it, onTestFinished } from 'vitest';
import { Toolbelt } from '../../src/index';
import {
  REQUEST_CHANNEL,
  type RequestMessage,
  type RequestTrace,
} from '../../src/internal/observe/request-trace';
import { failureOf } from '../helpers/failure-of';
import { listen, untilTestEnds } from '../helpers/listen';

afterEach(() => Toolbelt.reset());

/** Everything that is published until the test ends. */
function observed(): RequestMessage[] {
  const messages: RequestMessage[] = [];
  const listener = (message: unknown) => void messages.push(message as RequestMessage);
  subscribe(REQUEST_CHANNEL, listener);
  onTestFinished(() => void unsubscribe(REQUEST_CHANNEL, listener));
  return messages;
}

async function server(): Promise<string> {
  const listening = await listen(
    createServer((incoming, outgoing) => {
      if (incoming.url === '/reset') incoming.socket.resetAndDestroy();
      else outgoing.writeHead(incoming.url === '/missing' ? 404 : 200).end('twelve bytes');
    }),
  );
  return `http://${untilTestEnds(listening).host}`;
}

const times = ({ admittedMs, connectedMs, firstByteMs, endMs }: RequestTrace) =>
  [0, admittedMs, connectedMs, firstByteMs, endMs].map((time) => time ?? -1);

it('publishes the start and the end of a request, with its times, status and bytes', async () => {
  const url = await server();
  Toolbelt.configure({ whitelist: ['127.0.0.1'], proxy: false });
  const messages = observed();
  const httpClient = Toolbelt.HTTPClient();
  await httpClient(`${url}/first?access_token=very-secret`);
  await httpClient(`${url}/missing`, { simple: false });
  expect(messages.map(({ type }) => type)).toEqual(['start', 'end', 'start', 'end']);
  const [start, end, , second] = messages;
  expect(start?.request).toBe(end?.request);
  expect(end?.request).toMatchObject({ method: 'GET', status: 200, bytes: 12, isReused: false });
  expect(end?.request.url).toBe(`${url}/first?access_token=[redacted]`);
  expect(times(end?.request as RequestTrace)).toEqual(
    times(end?.request as RequestTrace).sort((a, b) => a - b),
  );
  expect(second?.request).toMatchObject({ status: 404, isReused: true });
});

it('publishes no credential of a call in the URL of its redirect', async () => {
  const listening = await listen(
    createServer(({ url, headers }, outgoing) => {
      if (url !== '/') outgoing.end();
      else outgoing.writeHead(302, { location: `/echo/${headers.authorization?.slice(7)}/x` }).end();
    }),
  );
  const url = `http://${untilTestEnds(listening).host}`;
  Toolbelt.configure({ whitelist: ['127.0.0.1'], proxy: false });
  const messages = observed();
  await Toolbelt.HTTPClient()(`${url}/`, { auth: { bearer: 'very-secret-token' } });
  const started = messages.filter(({ type }) => type === 'start');
  expect(started.map(({ request }) => request.url)).toEqual([`${url}/`, `${url}/echo/[redacted]/x`]);
});

it('says which rule denied a request, and how one failed', async () => {
  const url = await server();
  Toolbelt.configure({ whitelist: ['127.0.0.1'], proxy: false, rateLimit: { limit: 1, intervalMs: 60_000 } });
  const messages = observed();
  const httpClient = Toolbelt.HTTPClient();
  await failureOf(httpClient('https://denied.example.com/'));
  await failureOf(httpClient({ method: 'POST', url: `${url}/reset` }));
  await failureOf(httpClient(url));
  const ends = messages.filter(({ type }) => type === 'end').map(({ request }) => request);
  expect(ends).toMatchObject([
    { deniedBy: 'whitelist', error: 'ERR_SOCKET_CLOSED' },
    { method: 'POST', error: 'ECONNRESET' },
    { deniedBy: 'rate-limit', status: 429 },
  ]);
  expect(ends[0]).not.toHaveProperty('admittedMs');
});

it('counts the wait for the rate limit as time until the request is admitted', async () => {
  const url = await server();
  Toolbelt.configure({
    whitelist: ['127.0.0.1'],
    proxy: false,
    rateLimit: { limit: 1, intervalMs: 200, mode: 'queue' },
  });
  const messages = observed();
  const httpClient = Toolbelt.HTTPClient();
  await Promise.all([httpClient(url), httpClient(url)]);
  const waits = messages.filter(({ type }) => type === 'end').map(({ request }) => request.admittedMs ?? -1);
  expect(Math.max(...waits)).toBeGreaterThanOrEqual(150);
  expect(Math.min(...waits)).toBeLessThan(150);
});

it('follows each hop of a redirect, and a body that is piped', async () => {
  const target = await server();
  const front = await listen(
    createServer((_incoming, outgoing) => outgoing.writeHead(302, { location: target }).end()),
  );
  untilTestEnds(front);
  Toolbelt.configure({ whitelist: ['127.0.0.1'], proxy: false });
  const messages = observed();
  await new Promise((resolve, reject) => {
    const stream = Toolbelt.HTTPClient()(`http://${front.host}/`) as unknown as NodeJS.ReadableStream;
    stream.on('error', reject).on('end', resolve);
  });
  const ends = messages.filter(({ type }) => type === 'end').map(({ request }) => request.status);
  expect(ends).toEqual([302, 200]);
});

import { parse as parseLegacy } from 'node:url';
import { deflateSync, gzipSync } from 'node:zlib';
import type { Client } from '../differential/clients';
import type { Case, Context } from '../differential/harness';
import type { Handler } from '../helpers/with-server';
import type { Answer, CallSpec } from './generated-calls';

type Body = string | { length: number } | undefined;
type ResponseLike = { statusCode: number; headers: object };

const FUNCTIONS: Record<string, (...given: never[]) => unknown> = {
  token: () => 'from-function',
  follow: () => true,
  stay: () => false,
  reviver: (_key: string, value: unknown) => (typeof value === 'number' ? `n${value}` : value),
  replacer: (key: string, value: unknown) => (key === 'a' ? undefined : value),
  'transform length': (body: Body) => `length ${body?.length}`,
  'transform status': (_body: Body, response: ResponseLike) => ({ got: response.statusCode }),
  'transform full': (_body: Body, _response: ResponseLike, full: boolean) => [full],
  'transform async': async (body: Body) => [body],
  'transform undefined': () => undefined,
  'transform throws': () => {
    throw new Error('transform failed');
  },
  'transform rejects': () => Promise.reject(new TypeError('transform refused')),
};

/** Bytes and functions in place of what stands for them; everything else copied. */
function revive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revive);
  if (typeof value !== 'object' || value === null) return value;
  const { bytes, fn } = value as { bytes?: unknown; fn?: unknown };
  if (typeof bytes === 'string') return Buffer.from(bytes, 'hex');
  if (typeof fn === 'string') return FUNCTIONS[fn];
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, revive(field)]));
}

/** Makes the call that a specification describes. */
export function makeCall(spec: CallSpec, isReference: boolean): Case {
  return {
    name: 'generated',
    varies: ['digest'],
    call: (client, context) => invoke(spec, client, context, isReference),
  };
}

function invoke(spec: CallSpec, client: Client, context: Context, isReference: boolean): unknown {
  const options = revive(spec.options) as Record<string, unknown>;
  if (spec.jar) {
    const jar = client.jar();
    for (const cookie of spec.jar) jar.setCookie(cookie, context.url('/'));
    options.jar = jar;
  }
  const target = targetOf(spec, context, isReference);
  if (target.baseUrl !== undefined) options.baseUrl = target.baseUrl;
  const verb = VERBS.find((name) => name === spec.method?.toLowerCase());
  const byVerb = spec.form.startsWith('verb') && verb !== undefined;
  if (!byVerb && spec.method !== undefined) options.method = spec.method;
  const own = options;
  const caller = spec.defaults ? client.defaults(revive(spec.defaults)) : client;
  const send = byVerb ? caller[verb] : caller;
  if (spec.form === 'callback') {
    const { note } = context;
    return send(
      { ...own, [spec.target.key]: target.url },
      (error: unknown, response: ResponseLike | undefined, body: unknown) =>
        note('callback', error === null ? null : String(error), response?.statusCode, body),
    );
  }
  if (spec.form.endsWith('url and options')) return send(target.url, own);
  return send({ ...own, [spec.target.key]: target.url });
}

const VERBS = ['get', 'head', 'options', 'post', 'put', 'patch', 'delete'] as const;

function targetOf(
  { target }: CallSpec,
  context: Context,
  isReference: boolean,
): { url: unknown; baseUrl?: string } {
  const origin = context.url('').replace('://', `://${target.userInfo}`);
  switch (target.as) {
    case 'URL':
      // request-promise reads a URL object as if it were a legacy one (difference `url-objects`).
      return { url: isReference ? new URL(origin + target.path).href : new URL(origin + target.path) };
    case 'legacy':
      return { url: parseLegacy(origin + target.path) };
    case 'baseUrl':
      return { url: target.path, baseUrl: `${origin}/base` };
    default:
      return { url: origin + target.path };
  }
}

/** Answers hop by hop: each redirect leads to `/hop/<n>`, and anything else is the first hop. */
export function answering(answers: readonly Answer[], port: number): Handler {
  const fill = (location: string, hop: number) =>
    location
      .replace('{origin}', `http://127.0.0.1:${port}`)
      .replace('{other}', `http://localhost:${port}`)
      .replace('{}', `/hop/${hop}`);
  return (request, response) => {
    const hop = Number(/^\/hop\/(\d)/.exec(request.url)?.[1] ?? 0);
    const answer = answers[hop] ?? answers[0];
    if (answer === undefined) return void response.destroy();
    for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
    if (answer.location !== undefined) response.setHeader('location', fill(answer.location, hop + 1));
    response.writeHead(answer.status, codingHeader(answer));
    const isBare = request.method === 'HEAD' || answer.status === 204 || answer.status === 304;
    response.end(isBare ? undefined : encoded(answer));
  };
}

function codingHeader({ coding }: Answer): Record<string, string> {
  if (coding === 'none') return {};
  return { 'content-encoding': coding === 'deflate' ? 'deflate' : 'gzip' };
}

function encoded({ body, coding }: Answer): Buffer {
  const plain = Buffer.from(body, 'latin1');
  if (coding === 'gzip') return gzipSync(plain);
  if (coding === 'deflate') return deflateSync(plain);
  if (coding === 'gzip-cut') return gzipSync(plain).subarray(0, -6);
  return plain;
}

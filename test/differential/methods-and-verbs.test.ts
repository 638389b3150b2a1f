import type { Send } from './clients';
import { type Case, differential, REJECTS } from './harness';

const VERBS = ['get', 'head', 'options', 'post', 'put', 'patch', 'del', 'delete'] as const;
const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'SEARCH'];
const full = { resolveWithFullResponse: true };

/** A HEAD with a body is refused. */
const ofHead = (method: string) => method.toUpperCase() === 'HEAD' && { explained: REJECTS };

const verbs: Case[] = VERBS.flatMap((verb) => [
  { name: `.${verb}(url)`, call: (client, { url }) => client[verb](url('/echo')) },
  {
    name: `.${verb}(url, options)`,
    call: (client, { url }) => client[verb](url('/echo'), { headers: { 'x-a': '1' } }),
  },
  {
    name: `.${verb}(options)`,
    call: (client, { url }) => client[verb]({ uri: url('/echo'), headers: { 'x-a': '1' } }),
  },
  { name: `.${verb}, full`, call: (client, { url }) => client[verb](url('/echo'), full) },
  {
    name: `.${verb} with another method`,
    call: (client, { url }) => client[verb](url('/e'), { method: 'POST', ...full }),
  },
  {
    name: `.${verb} with a body`,
    call: (client, { url }) => client[verb](url('/echo'), { body: 'text' }),
    ...ofHead(verb),
  },
  {
    name: `.${verb} with an empty body`,
    call: (client, { url }) => client[verb](url('/echo'), { body: '' }),
  },
  { name: `.${verb} with json: true`, call: (client, { url }) => client[verb](url('/echo'), { json: true }) },
  {
    name: `.${verb} with json and a body`,
    call: (client, { url }) => client[verb](url('/e'), { json: true, body: { a: 1 } }),
    ...ofHead(verb),
  },
]);

const methods: Case[] = METHODS.flatMap((method) => [
  { name: `method ${method}`, call: (client, { url }) => client(url('/echo'), { method, ...full }) },
  {
    name: `method ${method.toLowerCase()}`,
    call: (client, { url }) => client(url('/echo'), { method: method.toLowerCase(), ...full }),
  },
  {
    name: `method ${method} with a body`,
    call: (client, { url }) => client(url('/echo'), { method, body: 'text' }),
    ...ofHead(method),
  },
]);

const odd: Case[] = [undefined, null, '', 'PoSt', 'FO O', 'GET\r\n', 5, {}].map((method) => ({
  name: `method ${JSON.stringify(method) ?? 'undefined'}`,
  call: (client, { url }) => client(url('/echo'), { method }),
}));

differential('methods-and-verbs', [
  ...verbs,
  ...methods,
  ...odd,
  {
    name: 'a verb taken off the client',
    call: (client, { url }) => {
      const send: Send = client.post;
      return send(url('/echo'), { body: 'x' });
    },
  },
  {
    name: 'properties of the client',
    call: (client) =>
      VERBS.map((verb) => [verb, typeof client[verb], typeof Reflect.get(client[verb], 'defaults')]),
  },
]);

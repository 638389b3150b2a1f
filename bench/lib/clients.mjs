// The HTTP clients that stand side by side in the tables. Each keeps connections alive and retries nothing.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
/** Set by compare.mjs: a build to stand in for this one. */
const DIST = process.env.BENCH_DIST ?? '../../dist';

/**
 * Each makes a function of a URL and, for a POST, a value that is sent as JSON; it resolves with the parsed answer.
 * Order and titles are those of the tables.
 */
export const CLIENTS = {
  ours: {
    title: 'lp-faas-toolbelt',
    async create() {
      const container = require(`${DIST}/container.js`).createContainer();
      container.configuration.configure({ rateLimit: { mode: 'off' }, whitelist: ['127.0.0.1'] });
      const client = container.httpClient();
      return (url, json) => (json ? client.post(url, { json }) : client.get(url, { json: true }));
    },
  },
  got: {
    title: 'got 14, keep-alive agent',
    async create() {
      const { got } = await import('got');
      const http = new (await import('node:http')).Agent({ keepAlive: true });
      const https = new (await import('node:https')).Agent({ keepAlive: true });
      const client = got.extend({ agent: { http, https }, retry: { limit: 0 }, responseType: 'json' });
      return async (url, json) => (await (json ? client.post(url, { json }) : client.get(url))).body;
    },
  },
  axios: {
    title: 'axios 1',
    async create() {
      const { default: axios } = await import('axios');
      return async (url, json) => (await (json ? axios.post(url, json) : axios.get(url))).data;
    },
  },
  dropin: {
    title: 'dropin-request',
    async create() {
      const client = require('dropin-request');
      return (url, body) => client(body ? { url, method: 'POST', body, json: true } : { url, json: true });
    },
  },
  request: {
    title: 'request-promise-native',
    create: async () => requestPromise({}),
  },
  original: {
    title: 'request-promise-native as the original calls it',
    create: async () => requestPromise({ rejectUnauthorized: false }),
  },
  node: {
    title: 'node:http alone: the limit',
    async create() {
      const modules = { 'http:': await import('node:http'), 'https:': await import('node:https') };
      const agents = Object.fromEntries(
        Object.entries(modules).map(([name, { Agent }]) => [name, new Agent({ keepAlive: true })]),
      );
      return (url, json) => nodeCall(modules, agents, new URL(url), json);
    },
  },
};

function requestPromise(options) {
  const client = require('request-promise-native');
  return (uri, body) =>
    client(body ? { ...options, uri, method: 'POST', body, json: true } : { ...options, uri, json: true });
}

function nodeCall(modules, agents, url, json) {
  return new Promise((resolve, reject) => {
    const body = json && JSON.stringify(json);
    const headers = body
      ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
      : {};
    const { request } = modules[url.protocol];
    const options = { method: body ? 'POST' : 'GET', agent: agents[url.protocol], headers };
    request(url, options, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
      response.on('error', reject);
    })
      .on('error', reject)
      .end(body);
  });
}

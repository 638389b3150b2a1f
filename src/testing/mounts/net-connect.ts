import type { ClientRequest, ClientRequestArgs } from 'node:http';
import { matcherOf15, type NockModule, nockLine } from '../nock';
import { isLoopback } from '../platform/hosts';

/**
 * Makes nock refuse all requests that it does not answer, unless they go to this machine.
 *
 * @returns brings back what nock allowed before: all hosts, this machine, or none. nock does not tell what it allows, so
 *   a few hosts are tried. A pattern that allows other hosts is not found this way; no host is allowed then. Where no
 *   host can be tried, this machine stays the only one.
 */
export function allowLoopbackOnly(nock: NockModule): () => void {
  const isAllowed = nockLine(nock) === 15 ? matcherOf15(nock) : probe;
  const allowsAll = isAllowed?.('lp-faas-toolbelt.invalid:9') ?? false;
  const allowsLoopback = !isAllowed || isAllowed('127.0.0.1:9') || isAllowed('localhost:9');
  nock.enableNetConnect(isLoopback);
  return () => {
    if (allowsAll) nock.enableNetConnect();
    else if (allowsLoopback) nock.enableNetConnect(isLoopback);
    else nock.disableNetConnect();
  };
}

/**
 * Whether nock 13 or 14 lets a request to a host and port connect. The request is a probe, and its connection leads
 * nowhere.
 */
function probe(address: string): boolean {
  const http = require('node:http') as typeof import('node:http');
  const { Duplex } = require('node:stream') as typeof import('node:stream');
  let connected = false;
  const [host = '', port = ''] = address.split(':');
  const options: ClientRequestArgs = {
    host,
    port: Number(port),
    createConnection() {
      connected = true;
      return new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
    },
  };
  // nock replaces ClientRequest with its own class, whose constructor connects at once. nock 14 wraps that class in
  // another one, which connects later. The constructor of the prototype is the inner class in both versions.
  const Request = http.ClientRequest.prototype.constructor as new (
    options: ClientRequestArgs,
  ) => ClientRequest;
  const request = new Request(options);
  request.on('error', () => {});
  request.destroy();
  return connected;
}

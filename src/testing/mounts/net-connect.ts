import type { ClientRequest, ClientRequestArgs } from 'node:http';
import { matcherOf15, type NockModule, nockLine } from '../nock';
import { isLoopback } from '../platform/hosts';

/**
 * Makes nock refuse all requests that it does not answer, unless they go to this machine.
 *
 * @returns a function that restores what nock allowed before: all hosts, this machine, or none. nock does not tell what it allows, so a few
 *   hosts are tried. A pattern that allows other hosts is not found this way, and no host is allowed afterwards. When no host can be tried,
 *   only this machine stays allowed.
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

/** Whether nock 13 or 14 lets a request to a host and port connect. The request is only a probe. Its connection leads nowhere. */
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
  // nock replaces ClientRequest with its own class, and the constructor of this class connects at once. nock 14 wraps that class in another
  // one that connects later. In both versions, the constructor of the prototype is the inner class.
  const Request = http.ClientRequest.prototype.constructor as new (
    options: ClientRequestArgs,
  ) => ClientRequest;
  const request = new Request(options);
  request.on('error', () => {});
  request.destroy();
  return connected;
}

import type { ClientRequest, ClientRequestArgs } from 'node:http';
import type { NockModule } from '../nock';
import { isLoopback } from '../platform/hosts';

/**
 * Lets calls go nowhere but to this machine.
 *
 * @returns puts back what nock allowed before: everything, this machine alone, or nothing. nock does not tell what it
 *   allows, so it is tried on a few hosts; a pattern that lets other hosts through is not found, and ends as nothing.
 */
export function allowLoopbackOnly(nock: NockModule): () => void {
  const allowsAll = isAllowed('lp-faas-toolbelt.invalid');
  const allowsLoopback = isAllowed('127.0.0.1') || isAllowed('localhost');
  nock.enableNetConnect(isLoopback);
  return () => {
    if (allowsAll) nock.enableNetConnect();
    else if (allowsLoopback) nock.enableNetConnect(isLoopback);
    else nock.disableNetConnect();
  };
}

/** Whether nock lets a request to a host have a connection: it gets one that leads nowhere. */
function isAllowed(host: string): boolean {
  const http = require('node:http') as typeof import('node:http');
  const { Duplex } = require('node:stream') as typeof import('node:stream');
  let connected = false;
  const options: ClientRequestArgs = {
    host,
    port: 9,
    createConnection() {
      connected = true;
      return new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
    },
  };
  // nock takes the place of this class, whose constructor connects at once. Around nock 14's there is another one that
  // does not; the prototype leads past it.
  const Request = http.ClientRequest.prototype.constructor as new (
    options: ClientRequestArgs,
  ) => ClientRequest;
  const request = new Request(options);
  request.on('error', () => {});
  request.destroy();
  return connected;
}

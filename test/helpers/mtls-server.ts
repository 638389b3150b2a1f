import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { TLSSocket, TlsOptions } from 'node:tls';
import { type Listening, listen } from './listen';

/** A request, and what the server knew about who sent it. */
export interface MtlsRequestSeen {
  /** Common name in the client's certificate. */
  client: string;
  /** Name that the client asked for in its handshake; false for none. */
  servername: string | false;
  method: string;
  url: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** Answers a request. */
export type MtlsHandler = (request: MtlsRequestSeen, response: ServerResponse) => void;

/** A server on the loopback interface that demands a client certificate. */
export interface MtlsServer extends Listening {
  url(path?: string, host?: string): string;
  /** Every request so far, oldest first. */
  requests: MtlsRequestSeen[];
}

/** Starts a server that greets clients by name. `tls` has its identity, and the authority of its clients in `ca`. */
export async function startMtlsServer(
  tls: TlsOptions,
  handler: MtlsHandler = ({ client }, response) => void response.end(`hello ${client}`),
  address = '127.0.0.1',
): Promise<MtlsServer> {
  const requests: MtlsRequestSeen[] = [];
  const server = createServer({ ...tls, requestCert: true, rejectUnauthorized: true });
  server.on('request', async (incoming, response) => {
    const socket = incoming.socket as TLSSocket & { servername?: string | false };
    const { method = '', url = '', headers } = incoming;
    const client = String(socket.getPeerCertificate().subject.CN);
    const seen = { client, servername: socket.servername ?? false, method, url, headers, body: '' };
    requests.push(seen);
    incoming.setEncoding('utf8');
    for await (const chunk of incoming) seen.body += chunk;
    handler(seen, response);
  });
  const listening = await listen(server, address);
  return {
    ...listening,
    requests,
    url: (path = '/', host = 'localhost') => `https://${host}:${listening.port}${path}`,
  };
}

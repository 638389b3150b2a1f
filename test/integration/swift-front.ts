import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';
import { type Certificates, makeCertificates } from '../helpers/make-certificates';
import { freePorts, makeFolder, startProgram } from './programs';

/** A request as nginx logged it. */
export interface LoggedRequest {
  method: string;
  /** As it stood in the request line. */
  uri: string;
  status: number;
  /** The token that it carried, `''` for none. */
  token: string;
  contentType: string;
  /** Number of the connection that it came on. */
  connection: number;
}

/** nginx with TLS in front of HTTP servers of this machine. */
export interface Front {
  /** Certificate of the authority that signed nginx's, as a file. */
  caFile: string;
  /** `localhost` and the port in front of the server at `port`. */
  hostOf(port: number): string;
  /** The requests since the last call, in the order in which they were answered. */
  takeLog(): Promise<LoggedRequest[]>;
  /** The requests so far, without taking them. */
  peekLog(): LoggedRequest[];
  stop(): Promise<void>;
}

const MARK = '/end-of-log';

/** Starts nginx, one vhost for each server. */
export async function startFront(upstreams: readonly number[]): Promise<Front> {
  const folder = makeFolder('front');
  const certificates = makeCertificates();
  const ports = await freePorts(upstreams.length);
  const log = join(folder.path, 'requests.log');
  writeFileSync(join(folder.path, 'nginx.conf'), configuration(folder.path, certificates, ports, upstreams));
  writeFileSync(log, '');
  const args = ['-e', 'stderr', '-p', folder.path, '-c', join(folder.path, 'nginx.conf')];
  const nginx = await startProgram('nginx', { args, ports }).catch((error) => {
    clear();
    throw error;
  });
  let taken = 0;
  return {
    caFile: certificates.caFile,
    hostOf: (port) => `localhost:${ports[upstreams.indexOf(port)]}`,
    takeLog: async () => {
      // Requests of others are over by now; what nginx logs last tells that it has logged them all.
      await ask(`https://localhost:${ports[0]}${MARK}`, certificates.ca);
      const isWhole = (): boolean =>
        readLog()
          .slice(taken)
          .some(({ uri }) => uri === MARK);
      while (!isWhole()) await new Promise((resolve) => setTimeout(resolve, 5));
      const lines = readLog().slice(taken);
      taken += lines.length;
      return lines.filter(({ uri }) => uri !== MARK);
    },
    peekLog: () => readLog().slice(taken),
    stop: async () => {
      await nginx.stop();
      clear();
    },
  };

  function readLog(): LoggedRequest[] {
    const lines = readFileSync(log, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line));
  }

  function clear(): void {
    certificates.remove();
    folder.remove();
  }
}

function ask(url: string, ca: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { ca, agent: false }, (response) => response.resume().once('end', resolve)).once(
      'error',
      reject,
    );
  });
}

function configuration(
  folder: string,
  certificates: Certificates,
  ports: readonly number[],
  upstreams: readonly number[],
): string {
  const { key, cert } = certificates.server('localhost');
  writeFileSync(join(folder, 'key.pem'), key);
  writeFileSync(join(folder, 'cert.pem'), cert);
  mkdirSync(join(folder, 'temporary'), { mode: 0o777 });
  const fields = [
    '"method":"$request_method"',
    '"uri":"$request_uri"',
    '"status":$status',
    '"token":"$http_x_auth_token"',
    '"contentType":"$http_content_type"',
    '"connection":$connection',
  ];
  const servers = ports.map(
    (port, index) => `
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate ${join(folder, 'cert.pem')};
    ssl_certificate_key ${join(folder, 'key.pem')};
    location = ${MARK} { return 204; }
    location / {
      proxy_pass http://127.0.0.1:${upstreams[index]};
      proxy_set_header Host $http_host;
    }
  }`,
  );
  return `daemon off;
# One process, so that requests are logged in the order in which they were answered.
master_process off;
pid ${join(folder, 'nginx.pid')};
events {}
http {
  log_format json escape=json '{${fields.join(',')}}';
  access_log ${join(folder, 'requests.log')} json;
  client_body_temp_path ${join(folder, 'temporary', 'body')};
  proxy_temp_path ${join(folder, 'temporary', 'proxy')};
  fastcgi_temp_path ${join(folder, 'temporary', 'fastcgi')};
  uwsgi_temp_path ${join(folder, 'temporary', 'uwsgi')};
  scgi_temp_path ${join(folder, 'temporary', 'scgi')};
  # Whatever nginx refuses by itself would not be Swift's answer.
  client_max_body_size 0;
${servers.join('\n')}
}
`;
}

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, makeFolder, type Program, startProgram } from './programs';

export interface Nginx {
  /** A line for each request that has been answered: status, space, path and query. */
  log(): string[];
  stop(): Promise<void>;
}

export interface NginxOptions {
  ports: readonly number[];
  /** The content of the `http` block. `$folder` stands for the folder of the files. */
  http: string;
  /** What its folder holds, by name. */
  files?: Readonly<Record<string, string | Buffer>>;
  /** Dynamic modules, which must be installed. */
  modules?: readonly Program[];
}

/** Starts nginx as one process. */
export async function startNginx(options: NginxOptions): Promise<Nginx> {
  const folder = makeFolder('nginx');
  const file = (name: string) => join(folder.path, name);
  for (const [name, content] of Object.entries(options.files ?? {})) writeFileSync(file(name), content);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const configuration = `
${(options.modules ?? []).map((name) => `load_module ${findProgram(name)};`).join('\n')}
daemon off;
master_process off;
pid ${file('nginx.pid')};
error_log stderr warn;
events { worker_connections 1024; }
http {
  log_format short '$status $request_uri';
  access_log ${file('access.log')} short;
${temporary.map((name) => `  ${name}_temp_path ${file(`${name}_temp`)};`).join('\n')}
${options.http.replaceAll('$folder', folder.path)}
}
`;
  writeFileSync(file('nginx.conf'), configuration);
  const start = startProgram('nginx', {
    args: ['-p', folder.path, '-e', 'stderr', '-c', file('nginx.conf')],
    ports: options.ports,
  });
  const program = await start.catch((error) => {
    folder.remove();
    throw error;
  });
  return {
    log: () => readFileSync(file('access.log'), 'utf8').split('\n').filter(Boolean),
    stop: async () => {
      await program.stop();
      folder.remove();
    },
  };
}

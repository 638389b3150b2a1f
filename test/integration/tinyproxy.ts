import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts, makeFolder, startProgram } from './programs';

export interface Tinyproxy {
  port: number;
  /** Everything that it wrote; it names each request. */
  log(): string;
  stop(): Promise<void>;
}

export interface TinyproxyOptions {
  /** Names, as extended regular expressions, that it refuses with 403. */
  refused: readonly string[];
  /** Who may use it; everybody when left out. Letters and digits. */
  user?: string;
  password?: string;
}

/** Starts tinyproxy. It asks the system for names, so its targets have addresses. */
export async function startTinyproxy({ refused, user, password }: TinyproxyOptions): Promise<Tinyproxy> {
  const folder = makeFolder('tinyproxy');
  const file = (name: string) => join(folder.path, name);
  const [port = 0] = await freePorts(1);
  writeFileSync(file('filter'), `${refused.join('\n')}\n`);
  const configuration = `
Port ${port}
Listen 127.0.0.1
Allow 127.0.0.1
Timeout 600
LogLevel Connect
Filter "${file('filter')}"
FilterExtended On
${user === undefined ? '' : `BasicAuth ${user} ${password}`}
`;
  writeFileSync(file('tinyproxy.conf'), configuration);
  const start = startProgram('tinyproxy', {
    args: ['-d', '-c', file('tinyproxy.conf')],
    ports: [port],
  });
  const program = await start.catch((error) => {
    folder.remove();
    throw error;
  });
  return {
    port,
    log: () => program.output(),
    stop: async () => {
      await program.stop();
      folder.remove();
    },
  };
}

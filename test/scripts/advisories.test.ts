import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { withServer } from '../helpers/with-server';

const ROOT = resolve(__dirname, '../..');
const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, { version: string }>;
};
const versionOf = (name: string) => packages[`node_modules/${name}`]?.version;

/** Runs the script with a registry that answers the question for advisories. */
async function ask(status: number, advisories: object) {
  const folder = mkdtempSync(join(tmpdir(), 'advisories-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return withServer(
    ({ url }, response) => {
      if (url.endsWith('/advisories/bulk')) response.writeHead(status).end(JSON.stringify(advisories));
      else response.writeHead(url.includes('/audits/') ? status : 404).end('{}');
    },
    async (server) => {
      const child = spawn(process.execPath, [join(ROOT, 'scripts/advisories.mjs')], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          PATH: process.env.PATH,
          HOME: folder,
          npm_config_registry: server.url(),
          npm_config_cache: folder,
          npm_config_fetch_retries: '0',
        },
      });
      const ended = once(child, 'close');
      const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
      return { code, stdout, stderr, asked: server.requests.map(({ url }) => url) };
    },
  );
}

function advisoryOf(name: string) {
  const url = `https://advisories.example.com/${name}`;
  return {
    [name]: [{ id: 1, url, title: `A hole in ${name}`, severity: 'high', vulnerable_versions: '*' }],
  };
}

describe('scripts/advisories.mjs', () => {
  it('knows everything that is bundled', () => {
    const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
    const [, known = ''] = /const BUNDLED = (\[.*\]);/.exec(read('scripts/advisories.mjs')) ?? [];
    const names = new Set<string>(JSON.parse(known.replaceAll("'", '"')));
    const mapped = Object.keys(JSON.parse(read('package.json')).imports).map((name) => name.slice(1));
    const ofPage = read('src/page/preact.ts').matchAll(/from '(\w+)/g);
    for (const name of [...mapped, ...Array.from(ofPage, ([, name = '']) => name)])
      expect(names).toContain(name);
  });

  it.each(['verror', 'got', 'keyv', 'preact'])(
    'fails for an advisory of %s, which is shipped, and says where it stands',
    async (name) => {
      const { code, stdout, stderr, asked } = await ask(200, advisoryOf(name));
      expect(asked).toContain('/-/npm/v1/security/advisories/bulk');
      expect(stderr).toContain(
        `${name}@${versionOf(name)} (node_modules/${name}), high: A hole in ${name} https://advisories.example.com/${name}\n`,
      );
      expect(stdout).toMatch(/^\d{2,} shipped packages, \d+ with a known advisory\n$/);
      expect(code).toBe(1);
    },
  );

  it('passes for an advisory of a package that only the development needs', async () => {
    const { code, stdout, stderr } = await ask(200, advisoryOf('vitest'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/ 0 with a known advisory\n$/);
  });

  it.each([405, 500])('says so, and passes, where the registry answers %i', async (status) => {
    const { code, stdout, stderr, asked } = await ask(status, {});
    expect(asked).toContain('/-/npm/v1/security/advisories/bulk');
    expect(stdout).toMatch(/^could not ask for advisories: .*\S/);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

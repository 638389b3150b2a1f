import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type LocalHost, startHost } from '../../src/host/host';
import type { HostOptions } from '../../src/host/types';
import { projectFolder, ROOT } from '../cli/run-cli';

/** The program of a function's process, as it was built. */
const SCRIPT = join(ROOT, 'dist', 'host', 'process', 'child.js');

export const ACCOUNT = '12345678';

/** The files of a project: source by name, or source and config. */
export type Functions = Record<string, string | { source: string; config?: object; file?: string }>;

/** Writes a project. @returns its folder */
export function project(functions: Functions, files: Record<string, unknown> = {}): string {
  const written: Record<string, unknown> = { ...files };
  for (const [name, value] of Object.entries(functions)) {
    const { source, config, file = 'index.js' } = typeof value === 'string' ? { source: value } : value;
    written[`functions/${name}/${file}`] = source;
    if (config) written[`functions/${name}/config.json`] = config;
  }
  return projectFolder(written);
}

/** A host for a project, until the test ends. */
export async function hostOf(
  functions: Functions | string,
  options: Omit<HostOptions, 'folder'> = {},
): Promise<LocalHost> {
  const folder = typeof functions === 'string' ? functions : project(functions);
  const host = await startHost({ folder, accountId: ACCOUNT, ...options }, { script: SCRIPT });
  onTestFinished(() => host.close());
  return host;
}

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of any shape.
  body: any;
}

/** Sends a request to the host without a server. */
export async function ask(
  host: Pick<LocalHost, 'handle'>,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  const answer = await host.handle({ method, path, headers, body: text });
  return { status: answer.status, body: answer.body === '' ? '' : JSON.parse(answer.body) };
}

/** Invokes a function by name through the invocation API. */
export function call(
  host: Pick<LocalHost, 'handle' | 'functions'>,
  name: string,
  payload: unknown = {},
): Promise<Answer> {
  const { uuid } = host.functions.find((known) => known.name === name) ?? { uuid: name };
  return ask(host, 'POST', `/api/account/${ACCOUNT}/lambdas/${uuid}/invoke?v=1`, { headers: [], payload });
}

/** Waits until something is so. */
export async function until(isSo: () => boolean | Promise<boolean>, ms = 15_000): Promise<void> {
  const end = performance.now() + ms;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error('it did not happen in time');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

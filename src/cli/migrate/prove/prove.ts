import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { LambdaInput } from '../../../events/input';
import { isRecord } from '../../../internal/is-record';
import { redactText } from '../../../internal/redact';
import { eventInput } from '../../invoke/event';
import { configInput } from '../../invoke/read-input';
import { configVariables } from '../../invoke/variables';
import { JsonSource, readOptionalFile } from '../../json-file';
import { linkBelow, readProjectFile, writeProjectFile } from '../../project-files';
import type { FunctionPlan } from '../plan';
import type { NamedInput, Observation, ProofMessage } from './messages';
import { ProofProcess } from './process';
import type { Proof } from './proof';

/** Milliseconds that a run may take. The platform allows 30 s, and a function that never calls back would take all of them. */
const RUN_MS = 5_000;
const MAX_SHOWN = 160;

/** The message of nock for a request that it has no answer for. */
const UNANSWERED = /Nock: No match for request \{\s*"method": "(?<method>\w+)",\s*"url": "(?<url>[^"]*)"/;

/** Runs the old and the new version of each function with the same inputs, and compares what they do. */
export async function prove(plans: readonly FunctionPlan[], cwd: string): Promise<Proof[]> {
  const runner = new ProofProcess();
  const proofs: Proof[] = [];
  for (const plan of plans) proofs.push(...(await proveOne(plan, cwd, runner)));
  runner.end();
  return proofs;
}

async function proveOne(plan: FunctionPlan, cwd: string, runner: ProofProcess): Promise<Proof[]> {
  const { target, status, before, output } = plan;
  const { file } = target;
  const notRun = (detail: string): Proof[] => [{ file, input: 'all inputs', verdict: 'not run', detail }];
  if (status === 'refused') return notRun('the function was refused');
  if (before === output) return notRun('nothing changes');
  const link = linkBelow(target.home, file);
  if (link !== undefined) return notRun(`${link} is a link: name the folder itself`);
  const config = readConfig(target.folder);
  const inputs = inputsOf(target.folder, config);
  // The new file is in the same folder as the old version, so that both find the same packages.
  const newFile = join(dirname(file), `.migrate-${randomUUID()}.mjs`);
  writeProjectFile(newFile, output, { isNew: true });
  try {
    const settings = settingsOf(target.folder, cwd);
    const own = config === undefined ? {} : variablesOf(config);
    const env = { ...own, ...(settings !== undefined && { LP_FAAS_SETTINGS: settings }) };
    const messages = await runner.run({ oldFile: file, newFile, inputs, timeoutMs: RUN_MS, env });
    const proofs = messages.flatMap((message) => toProof(plan, message));
    return proofs.length > 0 ? proofs : notRun('the process ended before the function did');
  } finally {
    rmSync(newFile, { force: true });
  }
}

function toProof({ target: { file }, status, leftovers }: FunctionPlan, message: ProofMessage): Proof[] {
  if (message.type === 'ended') return [];
  const { input } = message;
  if (message.type === 'refused')
    return [{ file, input, verdict: 'not run', detail: shown(message.message) }];
  const { error = '' } = message.before;
  if (/ is not installed here\b/.test(error))
    return [{ file, input, verdict: 'not run', detail: shown(error) }];
  const unanswered = [message.before, message.after].map(
    ({ error: text }) => UNANSWERED.exec(text ?? '')?.groups,
  );
  if (unanswered.every((request) => request !== undefined)) {
    const { method, url } = unanswered[0] ?? {};
    return [
      {
        file,
        input,
        verdict: 'not run',
        detail: shown(`the account in memory has no answer for ${method} ${url}`),
      },
    ];
  }
  const difference = differenceOf(message.before, message.after);
  if (difference === undefined) return [{ file, input, verdict: 'proven' }];
  // A function with places that are left for a person is expected to differ.
  if (status === 'left') {
    const places = leftovers.length === 1 ? '1 place is' : `${leftovers.length} places are`;
    return [{ file, input, verdict: 'not run', detail: `${places} left for a person; ${difference}` }];
  }
  return [{ file, input, verdict: 'differs', detail: difference }];
}

/** The first difference between two runs, in words. */
function differenceOf(before: Observation, after: Observation): string | undefined {
  for (const part of ['error', 'result', 'logs', 'requests'] as const) {
    const [old, found] = [before[part], after[part]];
    if (isDeepStrictEqual(old, found)) continue;
    if (Array.isArray(old) && Array.isArray(found)) {
      const index = old.findIndex((entry, at) => !isDeepStrictEqual(entry, found[at]));
      const at = index < 0 ? old.length : index;
      return `${part}[${at}]: V1 ${shown(old[at])}, V2 ${shown(found[at])}`;
    }
    return `${part}: V1 ${shown(old)}, V2 ${shown(found)}`;
  }
  return undefined;
}

function shown(value: unknown): string {
  const text = redactText(typeof value === 'string' ? value : (JSON.stringify(value) ?? 'none'));
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}…`;
}

function readConfig(folder: string | undefined): JsonSource | undefined {
  const file = folder && join(folder, 'config.json');
  const text = file && readOptionalFile(file);
  return file && text !== undefined ? new JsonSource(file, text) : undefined;
}

function variablesOf(config: JsonSource): Record<string, string> {
  const { value } = config;
  const isOfV2 = isRecord(value) && isRecord(value.environmentVariables);
  return isOfV2 ? (value.environmentVariables as Record<string, string>) : configVariables(config);
}

/** The input of config.json, the input of the function's event, and the payloads of the user. */
function inputsOf(folder: string | undefined, config: JsonSource | undefined): NamedInput[] {
  const inputs: NamedInput[] = [{ name: 'config.json', input: configInput(config) }];
  const event = isRecord(config?.value) ? config.value.event : undefined;
  if (typeof event === 'string' && event !== '') {
    try {
      inputs.push({ name: `event ${event}`, input: eventInput(event) });
    } catch {
      // This event has no builder. "No Event" is an example.
    }
  }
  const payloads = folder && join(folder, 'payloads');
  const names = payloads && existsSync(payloads) ? readdirSync(payloads).sort() : [];
  for (const name of names.filter((candidate) => candidate.endsWith('.json'))) {
    const path = join(payloads as string, name);
    const { value } = new JsonSource(path, readProjectFile(path) ?? '');
    const isInput = isRecord(value) && 'payload' in value;
    const input = (isInput ? { headers: [], ...value } : { headers: [], payload: value }) as LambdaInput;
    inputs.push({ name: `payloads/${name}`, input });
  }
  return inputs;
}

function settingsOf(folder: string | undefined, cwd: string): string | undefined {
  const candidates = [
    folder && join(dirname(folder), 'settings.json'),
    join(cwd, 'functions', 'settings.json'),
  ];
  return candidates.find((file) => file !== undefined && existsSync(file));
}

import type { LambdaForm } from '../../events/input';
import { isRecord } from '../../internal/is-record';
import { locate } from '../../internal/json-location';
import type { RuleFinding } from './types';

/** How many variables a function may have, and how long names and values may be (docs/platform.md, "Environment variables"). */
const LIMITS: Readonly<Record<LambdaForm, { count: number; name: number; value: number }>> = {
  v1: { count: 200, name: 200, value: 200 },
  v2: { count: 512, name: 200, value: 1_024 },
};

interface Variable {
  readonly path: readonly PropertyKey[];
  readonly name: unknown;
  readonly value: unknown;
}

/**
 * What LivePerson refuses in a `config.json`: variables and events (docs/platform.md, "What functions may not do"). Other
 * mistakes of the file are not looked for.
 *
 * @param text JSON
 * @param events the ids of the events that exist; without it, events are not checked
 * @throws SyntaxError for a text that is not JSON
 */
export function checkConfig(text: string, file: string, events?: readonly string[]): RuleFinding[] {
  const config: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
  if (!isRecord(config)) return [];
  const { environmentVariables: given, event } = config;
  const findings: RuleFinding[] = [];
  const report = (rule: 'variable' | 'event', path: readonly PropertyKey[], message: string): void => {
    findings.push({ rule, message, file, ...locate(text, path), severity: 'refused' });
  };
  const form = isRecord(given) ? 'v2' : 'v1';
  const limits = LIMITS[form];
  const variables = variablesOf(given);
  if (variables.length > limits.count) {
    const message = `There are ${variables.length} environment variables; LivePerson takes ${limits.count}.`;
    report('variable', ['environmentVariables'], message);
  }
  for (const { path, name, value } of variables) {
    if (typeof name !== 'string' || name === '') continue;
    // The value is never shown: it may be a secret.
    if (!/^[A-Za-z_]\w*$/.test(name) || name.length > limits.name) {
      const message = `${JSON.stringify(name.slice(0, 50))} cannot be the name of an environment variable: letters, digits and "_", at most ${limits.name}, and no digit first.`;
      report('variable', path, message);
    }
    const { length } = String(value);
    if (length <= limits.value) continue;
    report(
      'variable',
      path,
      `The value of ${name} has ${length} characters; LivePerson takes ${limits.value}.`,
    );
  }
  if (typeof event === 'string' && event !== '' && events && !isKnown(event, events)) {
    const known = events.join(', ');
    report('event', ['event'], `There is no event ${JSON.stringify(event)}. Events: ${known}.`);
  }
  return findings;
}

/** `lpf` writes what the function is invoked by when it listens to no event. */
function isKnown(event: string, events: readonly string[]): boolean {
  return /^(no_?event|none|null)$/i.test(event) || events.some((id) => id === event);
}

function variablesOf(given: unknown): Variable[] {
  if (isRecord(given)) {
    return Object.entries(given).map(([name, value]) => ({
      path: ['environmentVariables', name],
      name,
      value,
    }));
  }
  if (!Array.isArray(given)) return [];
  return given.flatMap((entry, index) =>
    isRecord(entry) ? [{ path: ['environmentVariables', index], name: entry.key, value: entry.value }] : [],
  );
}

import { EVENT_IDS } from '../../events/ids';
import type { LambdaForm } from '../../events/input';
import { isRecord } from '../../internal/is-record';
import { locate } from '../../internal/json-location';
import { nearName } from '../../internal/wording';
import { cronProblem } from './cron';
import type { RuleFinding, RuleName } from './types';

/** How many variables a function may have, and how long names and values may be (docs/platform.md, "Environment variables"). */
const LIMITS: Readonly<Record<LambdaForm, { count: number; name: number; value: number }>> = {
  v1: { count: 200, name: 200, value: 200 },
  v2: { count: 512, name: 200, value: 1_024 },
};

/** How many schedules a function may have, and how long the payload of one may be (docs/platform.md, "Schedules"). */
const MAX_SCHEDULES = 10;
export const MAX_SCHEDULE_PAYLOAD = 8_000;

const EVENTS: readonly string[] = Object.values(EVENT_IDS);

interface Variable {
  readonly path: readonly PropertyKey[];
  readonly name: unknown;
  readonly value: unknown;
}

/** Adds a finding about a part of the file. */
type ReportKey = (
  rule: RuleName,
  path: readonly PropertyKey[],
  message: string,
  severity?: RuleFinding['severity'],
) => void;

/**
 * Finds what LivePerson refuses in a `config.json`: variables, schedules and events (docs/platform.md, "What functions may not do"). It
 * does not look for other mistakes.
 *
 * @param text JSON
 * @throws SyntaxError for a text that is not JSON
 */
export function checkConfig(text: string, file: string): RuleFinding[] {
  const config: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
  if (!isRecord(config)) return [];
  const findings: RuleFinding[] = [];
  const report: ReportKey = (rule, path, message, severity = 'refused') => {
    findings.push({ rule, message, file, ...locate(text, path), severity });
  };
  checkVariables(config.environmentVariables, report);
  checkEvent(config, report);
  if (Array.isArray(config.schedules)) checkSchedules(config.schedules, report);
  return findings;
}

function checkVariables(given: unknown, report: ReportKey): void {
  const limits = LIMITS[isRecord(given) ? 'v2' : 'v1'];
  const variables = variablesOf(given);
  if (variables.length > limits.count) {
    const message = `There are ${variables.length} environment variables; LivePerson takes ${limits.count}.`;
    report('variable', ['environmentVariables'], message);
  }
  for (const { path, name, value } of variables) {
    if (typeof name !== 'string' || name === '') continue;
    // The value is never shown, because it may be a secret.
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
}

function checkEvent(config: Readonly<Record<string, unknown>>, report: ReportKey): void {
  for (const key of ['event', 'eventId']) {
    const event = config[key];
    if (typeof event !== 'string' || event === '' || isKnown(event)) continue;
    const near = nearName(event, EVENTS);
    const advice = near === undefined ? `Events: ${EVENTS.join(', ')}.` : `Did you mean "${near}"?`;
    report('event', [key], `There is no event ${JSON.stringify(event)}. ${advice}`);
  }
}

function checkSchedules(schedules: readonly unknown[], report: ReportKey): void {
  if (schedules.length > MAX_SCHEDULES) {
    const message = `There are ${schedules.length} schedules; LivePerson takes ${MAX_SCHEDULES}.`;
    report('schedule', ['schedules'], message);
  }
  for (const [index, schedule] of schedules.entries()) {
    if (!isRecord(schedule)) continue;
    const { cron, timezone, payload } = schedule;
    const path = (key: string) => ['schedules', index, key];
    const problem = typeof cron === 'string' ? cronProblem(cron.trim()) : undefined;
    if (problem !== undefined) {
      const message = `${JSON.stringify(cron)} is not a cron expression of five fields, such as "*/5 * * * *": ${problem}.`;
      report('schedule', path('cron'), message.replace(/\.\.$/, '.'));
    }
    if (typeof timezone === 'string' && !/^(etc\/)?(utc|gmt)$/i.test(timezone)) {
      const message = `LivePerson runs schedules in UTC: ${JSON.stringify(timezone)} applies only on this machine.`;
      report('schedule', path('timezone'), message, 'diagnostic');
    }
    const length = payload === undefined ? 0 : JSON.stringify(payload).length;
    if (length > MAX_SCHEDULE_PAYLOAD) {
      const limit = MAX_SCHEDULE_PAYLOAD.toLocaleString('en-US');
      const count = length.toLocaleString('en-US');
      report('schedule', path('payload'), `The payload has ${count} characters; LivePerson takes ${limit}.`);
    }
  }
}

/** `lpf` writes this when the function listens to no event. */
function isKnown(event: string): boolean {
  return /^(no[ _-]?event|none|null)$/i.test(event) || EVENTS.includes(event);
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

import type { LambdaInput } from '../../events/input';
import { isRecord } from '../../internal/is-record';
import { isDeeperThan } from '../../internal/nesting';
import { describeValue, quoteValue } from '../../internal/wording';
import { isHeaderList } from '../../runtime/complete-input';
import { MAX_LEVELS } from '../../runtime/limits';
import { cronProblem } from '../../runtime/rules/cron';
import type { JsonFile } from './json-file';

/** A schedule as config.json has it, with its defaults. */
export interface ScheduleConfig {
  /** Five fields: minute, hour, day of the month, month, day of the week. */
  readonly cron: string;
  /** An IANA time zone. */
  readonly timezone: string;
  readonly input: LambdaInput;
  /** Whether a run may start before the last run has ended. */
  readonly overlap: boolean;
}

/** The contents of the config.json of a function (docs/platform.md, "Local projects"). */
export interface FunctionConfig {
  readonly name: string | undefined;
  readonly uuid: string | undefined;
  readonly event: string | undefined;
  readonly skills: readonly string[];
  readonly description: string;
  readonly input: LambdaInput;
  readonly environment: Readonly<Record<string, string>>;
  /** Whether it has the shape of V2. */
  readonly isOfV2: boolean;
  readonly schedules: readonly ScheduleConfig[];
}

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;
const MAX_SCHEDULES = 10;

/**
 * Reads a config.json of V1 or V2. V1 has `environmentVariables` as a list, and V2 as an object.
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_CONFIGURATION` that names path, line, column and key
 */
export function functionConfig(file: JsonFile | undefined): FunctionConfig {
  if (file !== undefined && !isRecord(file.value)) {
    throw file.problem([], `expected an object, found ${describeValue(file.value)}`);
  }
  const reader = new Reader(file);
  return {
    name: reader.text('name'),
    uuid: reader.uuid(),
    event: eventOf(reader.text('event') ?? reader.text('eventId')),
    skills: reader.skills(),
    description: reader.text('description') ?? '',
    input: reader.input(),
    environment: reader.environment(),
    isOfV2: isRecord(file?.value) && isRecord(file.value.environmentVariables),
    schedules: reader.schedules(),
  };
}

/** Functions without an event have null or "No Event". */
function eventOf(text: string | undefined): string | undefined {
  return text === undefined || /^(no[ _-]?event)?$/i.test(text) ? undefined : text;
}

/** Reads the keys of one config.json. A missing file reads as an empty one. */
class Reader {
  readonly #file: JsonFile | undefined;
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(file: JsonFile | undefined) {
    this.#file = file;
    this.#values = isRecord(file?.value) ? file.value : {};
  }

  text(key: string): string | undefined {
    const value = this.#get(key);
    if (value === undefined || typeof value === 'string') return value || undefined;
    throw this.#problem([key], 'expected a text', value);
  }

  uuid(): string | undefined {
    const uuid = this.text('uuid');
    if (uuid === undefined || UUID.test(uuid)) return uuid;
    throw this.#problem(
      ['uuid'],
      'expected a UUID such as 123e4567-e89b-42d3-a456-426614174000',
      uuid,
      quoteValue,
    );
  }

  skills(): string[] {
    return this.#list('skills').map((skill, index) => {
      if (typeof skill === 'string' || typeof skill === 'number') return String(skill);
      throw this.#problem(['skills', index], 'expected the id of a skill', skill);
    });
  }

  input(): LambdaInput {
    return this.#toInput(this.#get('input'), ['input']);
  }

  environment(): Record<string, string> {
    const value = this.#get('environmentVariables');
    if (value === undefined) return {};
    const entries = Array.isArray(value)
      ? value.map((entry, index) => [isRecord(entry) ? entry.key : entry, entry, index] as const)
      : Object.entries(isRecord(value) ? value : this.#refuseVariables(value)).map(
          ([key, text]) => [key, { value: text }, key] as const,
        );
    const variables: Record<string, string> = {};
    for (const [key, entry, place] of entries) {
      // `lpf` writes an entry with an empty key. It is no variable.
      if (key === '') continue;
      const path = ['environmentVariables', place];
      if (typeof key !== 'string' || key.includes('=')) {
        throw this.#problem(path, 'expected { "key": "NAME", "value": "…" }', entry);
      }
      const text = isRecord(entry) ? entry.value : undefined;
      if (!['string', 'number', 'boolean'].includes(typeof text)) {
        throw this.#problem(path, 'expected a text as the value', text);
      }
      variables[key] = String(text);
    }
    return variables;
  }

  schedules(): ScheduleConfig[] {
    const list = this.#list('schedules');
    if (list.length > MAX_SCHEDULES) {
      throw this.#problem(['schedules'], `expected at most ${MAX_SCHEDULES} schedules`, list.length);
    }
    return list.map((entry, index) => {
      const path = ['schedules', index];
      if (!isRecord(entry)) throw this.#problem(path, 'expected { "cron": "*/5 * * * *" }', entry);
      const { cron, timezone = 'UTC', overlap = false, payload, headers } = entry;
      if (typeof cron !== 'string' || cron.trim().split(/\s+/).length !== 5) {
        throw this.#problem(
          [...path, 'cron'],
          'expected five fields, such as "*/5 * * * *"',
          cron,
          quoteValue,
        );
      }
      const problem = cronProblem(cron);
      if (problem !== undefined) {
        throw this.#problem(
          [...path, 'cron'],
          'expected a cron expression of five fields',
          cron,
          (found) => `${quoteValue(found)} (${problem})`,
        );
      }
      if (typeof timezone !== 'string' || !isTimeZone(timezone)) {
        throw this.#problem(
          [...path, 'timezone'],
          'expected an IANA time zone such as "Europe/Berlin"',
          timezone,
          quoteValue,
        );
      }
      if (typeof overlap !== 'boolean')
        throw this.#problem([...path, 'overlap'], 'expected true or false', overlap);
      const input = this.#toInput({ ...(headers !== undefined && { headers }), payload }, path);
      return { cron: cron.trim(), timezone, input, overlap };
    });
  }

  #toInput(value: unknown, path: readonly PropertyKey[]): LambdaInput {
    if (value === undefined || value === null) return { headers: [], payload: {} };
    if (!isRecord(value)) throw this.#problem(path, 'expected { "headers": […], "payload": … }', value);
    const { headers = [], payload = {} } = value;
    if (isDeeperThan(payload, MAX_LEVELS))
      throw this.#problem([...path, 'payload'], `expected at most ${MAX_LEVELS} levels`, payload);
    if (isHeaderList(headers)) return { headers, payload };
    throw this.#problem([...path, 'headers'], 'expected a list of { "key": "…", "value": "…" }', headers);
  }

  #list(key: string): readonly unknown[] {
    const value = this.#get(key);
    if (value === undefined || Array.isArray(value)) return value ?? [];
    throw this.#problem([key], 'expected an array', value);
  }

  #get(key: string): unknown {
    const value = Object.hasOwn(this.#values, key) ? this.#values[key] : undefined;
    return value === null ? undefined : value;
  }

  #refuseVariables(value: unknown): never {
    throw this.#problem(
      ['environmentVariables'],
      'expected an array, or an object of names and values',
      value,
    );
  }

  #problem(path: readonly PropertyKey[], expected: string, found: unknown, describe = describeValue): Error {
    const text = `${expected}, found ${describe(found)}`;
    return this.#file?.problem(path, text) ?? new Error(text);
  }
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ErrorCodes, ToolbeltError } from '../../errors';
import { EVENT_IDS } from '../../events/ids';
import type { Lambda } from '../../events/input';
import { isRecord } from '../../internal/is-record';
import type { FunctionRegistry } from '../../runtime/invocation-api/types';

/** A function of the account. */
export interface RegisteredFunction {
  /** Id of the function. */
  readonly uuid: string;
  /** Name of the function. */
  readonly name: string;
  /** The event that it listens to. */
  readonly eventId?: string;
  /** The only skill that it listens for. Without it, the function listens for every skill. */
  readonly skillId?: string;
  /** The function itself, or the path of its file. */
  readonly lambda: Lambda | string;
}

/** How a function is found: at least by its id or its event. */
export interface FunctionTarget {
  /** Id of the function. */
  uuid?: string;
  /** The event that it listens to. */
  eventId?: string;
  /** The only skill that it listens for. */
  skillId?: string;
  /** Name of the function. */
  name?: string;
}

const EVENTS: ReadonlySet<string> = new Set(Object.values(EVENT_IDS));
const TARGET_KEYS = ['uuid', 'eventId', 'skillId', 'name'] as const;

/** The functions of an account. */
export class PlatformFunctions implements FunctionRegistry<RegisteredFunction> {
  readonly #functions = new Map<string, RegisteredFunction>();
  #count = 0;

  /**
   * Registers a function. The gateway runs it in this process. A function with the same id is replaced.
   *
   * @param target its id, the id of an event that it listens to, or an object with one of these and more
   * @param lambda the function, or the path of its file
   * @returns how it is registered. A function without an id gets one.
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for a target or a lambda that is wrong, and a path without a file
   */
  // biome-ignore lint/suspicious/noExplicitAny: a lambda is typed for the payload of its event
  register(target: string | FunctionTarget, lambda: Lambda<any, any> | string): RegisteredFunction {
    const checked = checkTarget(typeof target === 'string' ? targetOf(target) : target);
    if (typeof lambda !== 'function' && (typeof lambda !== 'string' || lambda === '')) {
      throw invalid('"lambda" must be a function, or the path of its file');
    }
    if (typeof lambda === 'string' && !existsSync(lambda)) {
      throw invalid(`there is no file ${resolve(lambda)}: a relative path starts at the working directory`);
    }
    this.#count += 1;
    const uuid = checked.uuid ?? `00000000-0000-4000-8000-${String(this.#count).padStart(12, '0')}`;
    const registered = { name: checked.name ?? checked.eventId ?? uuid, ...checked, uuid, lambda };
    this.#functions.set(uuid, registered);
    return registered;
  }

  /** Removes all functions. */
  clear(): void {
    this.#functions.clear();
  }

  /** Every function that is registered. */
  all(): readonly RegisteredFunction[] {
    return [...this.#functions.values()];
  }

  /** The function of this id, if it is registered. */
  find(uuid: string): RegisteredFunction | undefined {
    return this.#functions.get(uuid);
  }

  /** The functions that listen to an event, for one skill when a skill is given. */
  listening(eventId: string, skillId?: string): readonly RegisteredFunction[] {
    return this.all().filter(
      (known) => known.eventId === eventId && (known.skillId === undefined || known.skillId === skillId),
    );
  }
}

function targetOf(id: string): FunctionTarget {
  return EVENTS.has(id) ? { eventId: id } : { uuid: id };
}

function checkTarget(target: unknown): FunctionTarget {
  if (!isRecord(target))
    throw invalid('expected the id of the function or of an event, or { uuid, eventId, … }');
  const unknown = Object.keys(target).filter((key) => !(TARGET_KEYS as readonly string[]).includes(key));
  if (unknown.length > 0)
    throw invalid(`unknown key ${unknown.join(', ')}: expected ${TARGET_KEYS.join(', ')}`);
  const checked: FunctionTarget = {};
  for (const key of TARGET_KEYS) {
    const value = target[key];
    if (value === undefined) continue;
    if (typeof value !== 'string' || value === '') throw invalid(`"${key}" must be a non-empty string`);
    checked[key] = value;
  }
  if (checked.uuid === undefined && checked.eventId === undefined) {
    throw invalid('one of "uuid" and "eventId" is required');
  }
  return checked;
}

function invalid(problem: string): ToolbeltError {
  return new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, `platform.functions.register: ${problem}.`);
}

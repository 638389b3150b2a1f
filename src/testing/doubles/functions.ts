import type { Lambda } from '../../events/input';

/** A function of the account. */
export interface RegisteredFunction {
  /** Id of the function. */
  readonly uuid: string;
  /** Name of the function. */
  readonly name: string;
  /** The event that it listens to. */
  readonly eventId?: string;
  /** The only skill that it listens for; every one without it. */
  readonly skillId?: string;
  /** The function itself, or the path of its file. */
  readonly lambda: Lambda | string;
}

/** The functions of an account, as the gateway looks for them. */
export interface FunctionRegistry {
  all(): readonly RegisteredFunction[];
  find(uuid: string): RegisteredFunction | undefined;
  /** Those that listen to an event, for a skill if there is one. */
  listening(eventId: string, skillId?: string): readonly RegisteredFunction[];
}

import { ErrorCodes, ToolbeltError } from '../../errors';
import { EVENT_IDS } from '../../events/ids';
import type { LambdaInput } from '../../events/input';
import { isRecord } from '../../internal/is-record';
import { copyJson, emptiedByJson, toJsonText } from '../../internal/json-copy';
import { MAX_SCHEDULE_PAYLOAD } from '../../runtime/rules/check-config';
import { nameHint } from '../name-hint';
import { checkKeys, isOpenEvent } from './known-keys';
import { type DeepPartial, withOverrides } from './overrides';
import * as payloads from './payloads';

/** An input that was captured, for example from a log of the platform. It is used unchanged. */
export interface CapturedInput extends Partial<Omit<LambdaInput, 'payload'>> {
  /** The payload of the event. */
  payload: object;
}

/** Makes the input of a function that listens to an event. */
export type EventBuilder<Payload> = (
  overrides?: DeepPartial<Payload> | CapturedInput,
) => LambdaInput<Payload>;

const INPUT_KEYS = ['timestamp', 'headers', 'payload'];

/**
 * The inputs of functions, by the event that they listen to (docs/platform.md, "Event payloads"). They are complete, and have realistic
 * values. Ids and times are fixed. Each call makes a new object. Overrides are merged into the payload at any depth: arrays replace arrays,
 * and `undefined` removes a property. A captured input, `{ payload }`, is used unchanged.
 *
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for a key that the payload does not have
 * @example events.conversationEnd({ general: { convId: 'c-1' }, end: { closeReason: 'AGENT' } })
 */
export const events = {
  /** A conversation began. */
  newConversation: builder('newConversation', payloads.newConversation),
  /** The time to respond changed. */
  ttr: builder('ttr', payloads.ttr),
  /** Somebody joined or left. */
  participantsChange: builder('participantsChange', payloads.participantsChange),
  /** Nobody wrote for a while. */
  conversationIdle: builder('conversationIdle', payloads.conversationIdle),
  /** A conversation went to another skill. */
  conversationRouting: builder('conversationRouting', payloads.conversationRouting),
  /** A consumer wrote outside the hours of work. */
  lineInOffHours: builder('lineInOffHours', payloads.lineInOffHours),
  /** A conversation was closed. */
  conversationEnd: builder('conversationEnd', payloads.conversationEnd),
  /** A survey began. */
  surveyStarted: builder('surveyStarted', payloads.surveyStarted),
  /** A survey ended. */
  surveyEnded: builder('surveyEnded', payloads.surveyEnded),
  /** A visitor submitted the survey of a chat. */
  chatPostSurvey: builder('chatPostSurvey', payloads.chatPostSurvey),
  /** An agent typed a command. */
  conversationalCommand: builder('conversationalCommand', payloads.conversationalCommand),
  /** A conversation needs the answer of a bot, and the function is the bot. */
  botCustomIntegration: builder('botCustomIntegration', payloads.botCustomIntegration),
  /** A message is on its way to a bot. Set the fields of the bot's vendor with overrides. */
  botPreHook: builder('botPreHook', payloads.botPreHook),
  /** A bot has answered. Set the fields of the bot's vendor with overrides. */
  botPostHook: builder('botPostHook', payloads.botPostHook),
  /**
   * A schedule is due. The payload is the payload of the schedule (docs/platform.md, "Schedules").
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for a payload that JSON cannot hold, or of more than 8,000 characters
   */
  schedule,
} as const;

/**
 * The input of a function for an event that is given by its name, as on the command line.
 *
 * @param name a name in {@link events}, or the id of such an event in requests
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` that suggests the nearest name and lists all names
 */
export function eventByName(name: string): LambdaInput {
  const names = Object.keys(events) as Array<keyof typeof events>;
  const ids: Readonly<Record<string, string>> = EVENT_IDS;
  const found = names.find((candidate) => candidate === name || ids[candidate] === name);
  if (found) return events[found]();
  const isHook = Object.entries(EVENT_IDS).some((entry) => entry.includes(name));
  const problem = isHook
    ? 'the payload of this event is not documented, pass an input of your own; known are'
    : `there is no such event${nameHint(name, names)}; known are`;
  throw new ToolbeltError(
    ErrorCodes.Toolbelt.INVALID_ARGUMENT,
    `events: ${JSON.stringify(name)}: ${problem} ${names.join(', ')}.`,
  );
}

function builder<Payload extends object>(name: string, defaults: () => Payload): EventBuilder<Payload> {
  return (overrides) => {
    const isObject = isRecord(overrides) && emptiedByJson(overrides) === undefined;
    const problem = isObject
      ? 'have no cycle and no BigInt'
      : 'be an object, which is merged into the payload';
    if (overrides !== undefined && !(isObject && toJsonText(overrides) !== undefined)) {
      throw new ToolbeltError(
        ErrorCodes.Toolbelt.INVALID_ARGUMENT,
        `events.${name}: the overrides must ${problem}.`,
      );
    }
    const known = defaults() as Record<string, unknown>;
    const given: Record<string, unknown> = { ...overrides };
    if (isCaptured(name, given)) return takeCaptured(name, given, known);
    checkKeys(name, known, given);
    return { timestamp: payloads.EVENT_TIME, headers: [], payload: withOverrides(known, given) as Payload };
  };
}

/** The payload of a bot's vendor may have a field "payload". An input is then recognised by its headers. */
function isCaptured(name: string, given: Readonly<Record<string, unknown>>): boolean {
  const isInput = 'payload' in given && Object.keys(given).every((key) => INPUT_KEYS.includes(key));
  return isInput && (!isOpenEvent(name) || 'headers' in given);
}

function takeCaptured<Payload>(
  name: string,
  given: Readonly<Record<string, unknown>>,
  known: Readonly<Record<string, unknown>>,
): LambdaInput<Payload> {
  const { timestamp = payloads.EVENT_TIME, headers = [], payload } = copyJson(given) as Partial<LambdaInput>;
  const isOne = isRecord(payload) && Object.keys(known).some((key) => key in payload);
  if (!isOne && !isOpenEvent(name)) {
    throw new ToolbeltError(
      ErrorCodes.Toolbelt.INVALID_ARGUMENT,
      `events.${name}: the captured payload is not one of this event: it has none of ${Object.keys(known).join(', ')}.`,
    );
  }
  return { timestamp, headers, payload: payload as Payload };
}

function schedule<Payload = Record<string, never>>(payload?: Payload): LambdaInput<Payload> {
  const text = toJsonText(payload ?? {});
  if (text === undefined || text.length > MAX_SCHEDULE_PAYLOAD) {
    const found = text === undefined ? 'something else' : `${text.length.toLocaleString('en-US')} characters`;
    throw new ToolbeltError(
      ErrorCodes.Toolbelt.INVALID_ARGUMENT,
      `events.schedule: the payload must be JSON of at most 8,000 characters, found ${found}.`,
    );
  }
  return { timestamp: payloads.EVENT_TIME, headers: [], payload: copyJson(payload ?? {}) as Payload };
}

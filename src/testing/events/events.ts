import { ErrorCodes, ToolbeltError } from '../../errors';
import type { LambdaInput } from '../../events/input';
import { isRecord } from '../../internal/is-record';
import { nameHint } from '../name-hint';
import { EVENT_IDS } from './ids';
import { type DeepPartial, withOverrides } from './overrides';
import * as payloads from './payloads';

/** Makes the input of a function that listens to an event. */
export type EventBuilder<Payload> = (overrides?: DeepPartial<Payload>) => LambdaInput<Payload>;

/**
 * The inputs of functions by the event that they listen to (docs/platform.md, "Event payloads"), complete and
 * with realistic values; ids and times are fixed. Each call makes a new object. Overrides are merged into the
 * payload at any depth: arrays replace arrays, `undefined` removes a property.
 *
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
  /** A chat's survey was sent in. */
  chatPostSurvey: builder('chatPostSurvey', payloads.chatPostSurvey),
  /** An agent typed a command. */
  conversationalCommand: builder('conversationalCommand', payloads.conversationalCommand),
  /** A function is the bot. */
  botCustomIntegration: builder('botCustomIntegration', payloads.botCustomIntegration),
  /** A message is on its way to a bot. Set the fields of the bot's vendor with overrides. */
  botPreHook: builder('botPreHook', payloads.botPreHook),
  /** A bot has answered. Set the fields of the bot's vendor with overrides. */
  botPostHook: builder('botPostHook', payloads.botPostHook),
} as const;

/**
 * The input of a function for an event that is named in text, as on the command line.
 *
 * @param name a name in {@link events}, or the id of such an event on the wire
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` that suggests the nearest name and lists all
 */
export function eventByName(name: string): LambdaInput {
  const names = Object.keys(events) as Array<keyof typeof events>;
  const found = names.find((candidate) => candidate === name || EVENT_IDS[candidate] === name);
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
    if (overrides !== undefined && !isRecord(overrides)) {
      throw new ToolbeltError(
        ErrorCodes.Toolbelt.INVALID_ARGUMENT,
        `events.${name}: the overrides must be an object, which is merged into the payload.`,
      );
    }
    const payload = withOverrides(defaults() as Record<string, unknown>, { ...overrides }) as Payload;
    return { timestamp: payloads.EVENT_TIME, headers: [], payload };
  };
}

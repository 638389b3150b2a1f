import { describe, expect, expectTypeOf, it } from 'vitest';
import { ErrorCodes } from '../../src/errors';
import type { LambdaInput } from '../../src/events/input';
import type { MessagingEventPayload } from '../../src/events/messaging-payload';
import { eventByName, events } from '../../src/testing/events/events';
import { EVENT_IDS } from '../../src/testing/events/ids';

const names = Object.keys(events) as Array<keyof typeof events>;

// The names of docs/platform.md, "Event payloads", with their misspellings.
const GENERAL = [
  ...['cbotEventType', 'type', 'convId', 'dialogId', 'sessionId', 'startTs', 'effectiveTTR', 'oldConvState'],
  ...[
    'newConvState',
    'contexttype',
    'contextType',
    'messagingChannel',
    'campaignInfo',
    'clientLanguage',
    'clientFeatures',
    'inOffHours',
    'visitorId',
  ],
  ...[
    'originatorId',
    'originatorPid',
    'originatorMetadata',
    'serverTimestamp',
    'clientIpAdress',
    'clientIpAddress',
    'manualETTR',
  ],
  ...['lastMessageComposer', 'lastMessageTs', 'lastAgentMsgTs', 'backToQueueTs'],
];
const PARTS = {
  newConversation: ['start', ['firstConversation']],
  conversationEnd: ['end', ['closeReason']],
  conversationIdle: [
    'idle',
    ['lastConsumerMsgTs', 'agentNonResponsive', 'consumserNonResponsive', 'convNotTakenTime'],
  ],
  lineInOffHours: ['mid', ['openedInOffHours']],
  participantsChange: ['participantChange', ['oldParticipants', 'newParticipants']],
  conversationRouting: ['routing', ['oldSkillId', 'newSkillId']],
  ttr: ['ttr', ['oldTtr', 'newTtr']],
} as const;
const SURVEY = [
  ...['conversationId', 'accountId', 'surveyId', 'surveyRevision', 'skillId', 'effectiveTTR'],
  ...[
    'lastContentEventNotification',
    'campaignInfo',
    'closeReason',
    'context',
    'dialogs',
    'firstConversation',
  ],
  ...['participants', 'state', 'startTs', 'ttr', 'lastQuestionId'],
];

describe('every event', () => {
  it('is there', () => {
    expect(names.sort()).toEqual(
      [
        ...Object.keys(PARTS),
        'surveyStarted',
        'surveyEnded',
        'chatPostSurvey',
        'conversationalCommand',
        ...['botCustomIntegration', 'botPreHook', 'botPostHook'],
      ].sort(),
    );
  });

  it.each(names)('%s is complete, the same each time, new each time, and survives JSON', (name) => {
    const event = events[name]();
    expect(Object.keys(event)).toEqual(['timestamp', 'headers', 'payload']);
    expect(event).toMatchObject({ timestamp: 1_750_000_000_000, headers: [], payload: expect.any(Object) });
    expect(JSON.parse(JSON.stringify(event))).toStrictEqual(event);
    const again = events[name]();
    expect(again).toStrictEqual(event);
    const objects = new Set(objectsIn(event));
    expect(objectsIn(again).filter((object) => objects.has(object))).toEqual([]);
  });

  it.each(Object.entries(PARTS))('%s has the names of the wire', (name, [part, keys]) => {
    const { payload } = events[name as keyof typeof PARTS]();
    expect(Object.keys(payload).sort()).toEqual(
      ['general', ...Object.values(PARTS).map(([name]) => name)].sort(),
    );
    expect(payload.general.type).toBe('UPSERT');
    expect(Object.keys(payload.general)).toEqual(GENERAL);
    expect(payload.general.campaignInfo).toEqual({
      id: expect.any(String),
      engangementId: expect.any(String),
      campaignId: expect.any(String),
      engagementId: expect.any(String),
    });
    expect(Object.keys(payload[part] ?? {})).toEqual(keys);
  });

  it.each(['surveyStarted', 'surveyEnded'] as const)('%s has the names of the wire', (name) => {
    const { payload } = events[name]();
    expect(Object.keys(payload).sort()).toEqual([...SURVEY].sort());
    expect(Object.keys(payload.lastContentEventNotification ?? {})).toEqual([
      'originatorId',
      'originatorPId',
      'sequence',
      'serverTimestamp',
      'event',
      'originatorClientProperties',
    ]);
  });

  it('of a conversation tells what a lambda reads', () => {
    expect(events.conversationEnd().payload.general.cbotEventType).toBe('CONSUMER_END_CONVERSATION');
    expect(events.conversationIdle().payload.idle?.agentNonResponsive?.timeUnits).toBe('minutes');
    expect(events.participantsChange().payload.routing?.newSkillId).toMatch(/^\d+$/);
  });

  it('of a survey has a numeric id, and who took part in each dialog', () => {
    const { surveyId, dialogs = [] } = events.surveyEnded().payload;
    expect(surveyId).toEqual(expect.any(Number));
    expect(dialogs.map(({ dialogType, state }) => [dialogType, state])).toEqual([
      ['MAIN', 'CLOSE'],
      ['POST_SURVEY', 'CLOSE'],
    ]);
    for (const dialog of dialogs) {
      expect(dialog.participantsDetails).toHaveLength(2);
      expect(dialog.endTs).toEqual(expect.any(Number));
    }
  });

  it('of a hook of a bot takes the fields of the vendor', () => {
    const { payload } = events.botPreHook({ queryInput: { text: { text: 'hi' } } });
    expect(payload).toMatchObject({ message: expect.any(String), queryInput: { text: { text: 'hi' } } });
    expect(events.botPostHook().payload).toMatchObject({ messages: [expect.any(String)], context: {} });
    expect(eventByName('bot_connectors_pre_hook')).toEqual(events.botPreHook());
  });

  it('the others have theirs', () => {
    expect(events.conversationalCommand().payload).toEqual({
      conversationId: expect.any(String),
      arguments: ['order', '4711'],
    });
    expect(Object.keys(events.chatPostSurvey().payload)).toEqual([
      'csatRank',
      'skillName',
      'agentName',
      'questionWithAnswers',
    ]);
    expect(events.botCustomIntegration().payload).toEqual({
      message: expect.any(String),
      convId: expect.any(String),
      event: { name: expect.any(String) },
      context: { lpEvent: {}, lpSdes: { unauthenticatedSdes: {}, authenticatedSdes: {} } },
    });
  });
});

describe('overrides', () => {
  it('are merged at any depth and leave the rest', () => {
    const usual = events.conversationEnd().payload;
    const { payload } = events.conversationEnd({
      general: { convId: 'c-1', campaignInfo: { id: 7 } },
      end: { closeReason: 'AGENT' },
    });
    expect(payload).toEqual({
      ...usual,
      general: { ...usual.general, convId: 'c-1', campaignInfo: { ...usual.general.campaignInfo, id: 7 } },
      end: { closeReason: 'AGENT' },
    });
  });

  it('replace arrays, remove with undefined, and keep null', () => {
    const { payload } = events.participantsChange({
      general: { clientFeatures: [], dialogId: undefined, clientLanguage: null as unknown as string },
      participantChange: { oldParticipants: undefined, newParticipants: [{ id: 'a' }] },
    });
    expect(payload.general.clientFeatures).toEqual([]);
    expect(payload.general).not.toHaveProperty('dialogId');
    expect(payload.general.clientLanguage).toBeNull();
    expect(payload.participantChange).toStrictEqual({ newParticipants: [{ id: 'a' }] });
  });

  it('add what is not there, for each event', () => {
    const added = events.newConversation({ end: { closeReason: 'AGENT' } }).payload;
    expect(added.end).toEqual({ closeReason: 'AGENT' });
    const bot = events.botCustomIntegration({ context: { lpEvent: { deep: { a: [1] } } } }).payload;
    expect(bot.context?.lpEvent).toEqual({ deep: { a: [1] } });
  });

  it('are copied, and leave the next event as it was', () => {
    const newParticipants = [{ id: 'a' }];
    const first = events.participantsChange({ participantChange: { newParticipants } });
    newParticipants.push({ id: 'b' });
    expect(first.payload.participantChange?.newParticipants).toEqual([{ id: 'a' }]);
    expect(events.participantsChange().payload.participantChange?.newParticipants).toHaveLength(2);
  });

  it('cannot reach the prototype', () => {
    const overrides = JSON.parse('{"general":{"__proto__":{"polluted":true}}}');
    const { payload } = events.ttr(overrides);
    expect({}).not.toHaveProperty('polluted');
    expect(Object.getPrototypeOf(payload.general)).toBe(Object.prototype);
    expect(Object.getOwnPropertyDescriptor(payload.general, '__proto__')?.value).toEqual({ polluted: true });
  });

  it.each([null, 'text', [1]])('%j is refused', (overrides) => {
    expect(() => events.ttr(overrides as object)).toThrow(
      expect.objectContaining({
        code: ErrorCodes.Toolbelt.INVALID_ARGUMENT,
        message: 'events.ttr: the overrides must be an object, which is merged into the payload.',
      }),
    );
  });

  it('are typed', () => {
    expectTypeOf(events.conversationEnd).returns.toEqualTypeOf<LambdaInput<MessagingEventPayload>>();
    // @ts-expect-error: the payload has no such property
    events.conversationEnd({ general: { conversationId: 'c-1' } });
    // @ts-expect-error: arrays are replaced whole
    events.conversationalCommand({ arguments: { 0: 'a' } });
    expectTypeOf(events.conversationalCommand().payload.arguments).toEqualTypeOf<string[]>();
  });
});

describe('eventByName', () => {
  it.each(names)('finds %s by its name and by its id', (name) => {
    expect(eventByName(name)).toEqual(events[name]());
    expect(eventByName(EVENT_IDS[name])).toEqual(events[name]());
  });

  it.each<[name: string, problem: RegExp]>([
    [
      'convesationEnd',
      /^events: "convesationEnd": there is no such event \(did you mean "conversationEnd"\?\); known are newC/,
    ],
    ['conversation-end', /did you mean "conversationEnd"/],
    ['TTR', /did you mean "ttr"/],
    ['zzz', /^events: "zzz": there is no such event; known are newConversation, ttr, /],
    ['', /^events: "": there is no such event; known/],
    ['toString', /there is no such event/],
    ['consumerStepUp', /there is no such event/],
    [
      'bot_connectors_error_hook',
      /the payload of this event is not documented, pass an input of your own; known are/,
    ],
    ['botErrorHook', /the payload of this event is not documented/],
  ])('refuses %j', (name, problem) => {
    expect(() => eventByName(name)).toThrow(
      expect.objectContaining({
        code: ErrorCodes.Toolbelt.INVALID_ARGUMENT,
        message: expect.stringMatching(problem),
      }),
    );
  });

  it('knows the ids of the platform', () => {
    expect(Object.values(EVENT_IDS).sort()).toEqual([
      'bot_connectors_custom_integration',
      'bot_connectors_error_hook',
      'bot_connectors_post_hook',
      'bot_connectors_pre_hook',
      'controllerbot_messaging_conversation_end',
      'controllerbot_messaging_conversation_idle',
      'controllerbot_messaging_conversation_routing',
      'controllerbot_messaging_mid_conversation_msg',
      'controllerbot_messaging_new_conversation',
      'controllerbot_messaging_participants_change',
      'controllerbot_messaging_ttr',
      'conversational_command',
      'denver_post_survey_email_transcript',
      'surveybot_messaging_survey_ended',
      'surveybot_messaging_survey_started',
    ]);
  });
});

function objectsIn(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(objectsIn)];
}

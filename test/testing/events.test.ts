import { describe, expect, expectTypeOf, it } from 'vitest';
import { ErrorCodes } from '../../src/errors';
import { EVENT_IDS } from '../../src/events/ids';
import type { LambdaInput } from '../../src/events/input';
import type { MessagingEventPayload } from '../../src/events/messaging-payload';
import { eventByName, events } from '../../src/testing/events/events';

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
        ...['botCustomIntegration', 'botPreHook', 'botPostHook', 'schedule'],
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
    const overrides = JSON.parse('{"query":{"__proto__":{"polluted":true}}}');
    const { payload } = events.botPreHook(overrides);
    expect({}).not.toHaveProperty('polluted');
    expect(Object.getPrototypeOf(payload.query)).toBe(Object.prototype);
    expect(Object.getOwnPropertyDescriptor(payload.query, '__proto__')?.value).toEqual({ polluted: true });
  });

  it.each<[call: () => unknown, problem: string]>([
    [
      () => events.conversationEnd({ genral: {} } as object),
      'conversationEnd: the payload has no genral (did you mean "general"?).',
    ],
    [
      () => events.ttr({ general: { conversationId: 'c' } } as object),
      'ttr: the payload has no general.conversationId.',
    ],
    [
      () => events.ttr({ ttr: { newTtr: { ttrTyp: 'URGENT' } } } as object),
      'ttr: the payload has no ttr.newTtr.ttrTyp (did you mean "ttrType"?).',
    ],
    [
      () =>
        events.participantsChange({
          participantChange: { newParticipants: [{ id: 'a' }, { rolle: 'b' }] },
        } as object),
      'participantsChange: the payload has no participantChange.newParticipants[1].rolle (did you mean "role"?).',
    ],
    [
      () => events.surveyEnded({ context: { land: 'en' } } as object),
      'surveyEnded: the payload has no context.land (did you mean "lang"?).',
    ],
    [
      () => events.chatPostSurvey({ csatRang: 1 } as object),
      'chatPostSurvey: the payload has no csatRang (did you mean "csatRank"?).',
    ],
    [
      () => events.botCustomIntegration({ event: { nam: '' } } as object),
      'botCustomIntegration: the payload has no event.nam',
    ],
    [
      () => events.ttr(JSON.parse('{"general":{"__proto__":{}}}')),
      'ttr: the payload has no general.__proto__.',
    ],
  ])('of a key that the payload does not have are refused: %#', (call, problem) => {
    expect(call).toThrow(
      expect.objectContaining({
        code: ErrorCodes.Toolbelt.INVALID_ARGUMENT,
        message: expect.stringContaining(`events.${problem}`),
      }),
    );
  });

  it('may have what belongs to another event of the same kind, and what has no fixed shape', () => {
    expect(events.ttr({ idle: { convNotTakenTime: { time: 3 } } }).payload.idle).toEqual({
      convNotTakenTime: { time: 3 },
    });
    const { payload } = events.surveyEnded({
      dialogs: [{ dialogId: 'd', anything: 1 }],
      context: { clientProperties: { anything: 1 } },
    });
    expect(payload).toMatchObject({
      dialogs: [{ anything: 1 }],
      context: { clientProperties: { anything: 1 }, lang: 'en-US' },
    });
  });

  it('are JSON: a cycle and a BigInt are refused, in a captured payload too', () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    for (const general of [cycle, { n: 1n }]) {
      for (const overrides of [{ general }, { payload: { general } }]) {
        expect(() => events.newConversation(overrides as never)).toThrow(
          expect.objectContaining({
            code: ErrorCodes.Toolbelt.INVALID_ARGUMENT,
            message: 'events.newConversation: the overrides must have no cycle and no BigInt.',
          }),
        );
      }
    }
  });

  it.each([null, 'text', [1], new Map([['general', {}]])])('%j is refused', (overrides) => {
    expect(() => events.ttr(overrides as object)).toThrow(
      expect.objectContaining({
        code: ErrorCodes.Toolbelt.INVALID_ARGUMENT,
        message: 'events.ttr: the overrides must be an object, which is merged into the payload.',
      }),
    );
  });

  it('are typed', () => {
    expectTypeOf(events.conversationEnd).returns.toEqualTypeOf<LambdaInput<MessagingEventPayload>>();
    const wrong = () => [
      // @ts-expect-error: the payload has no such property
      events.conversationEnd({ general: { conversationId: 'c-1' } }),
      // @ts-expect-error: arrays are replaced whole
      events.conversationalCommand({ arguments: { 0: 'a' } }),
    ];
    expect(wrong).toThrow('general.conversationId');
    expectTypeOf(events.conversationalCommand().payload.arguments).toEqualTypeOf<string[]>();
  });
});

describe('a captured input', () => {
  const payload = { general: { convId: 'c-1', news: { of: 'LivePerson' } }, extra: [1] };

  it('is taken as it is, and copied', () => {
    const captured = { timestamp: 7, headers: [{ key: 'a', value: 'b' }], payload };
    const input = events.conversationEnd(captured);
    expect(input).toEqual(captured);
    expect(input.payload).not.toBe(payload);
    expect(events.conversationEnd({ payload })).toEqual({
      timestamp: 1_750_000_000_000,
      headers: [],
      payload,
    });
    const hook = { headers: [], payload: { fields: {} } };
    expect(events.botPreHook(hook).payload).toEqual({ fields: {} });
    // Without headers it is a field of the vendor's.
    expect(events.botPreHook({ payload: { fields: {} } }).payload).toMatchObject({ payload: { fields: {} } });
  });

  it.each([{ conversationId: 'c' }, 'text' as never])('of another event is refused: %j', (other) => {
    expect(() => events.ttr({ payload: other })).toThrow(
      /^events\.ttr: the captured payload is not one of this event: it has none of general, start, /,
    );
  });
});

describe('a schedule', () => {
  it('has the payload that it is given, or an empty one', () => {
    const given = { full: true };
    const input = events.schedule(given);
    expect(input).toEqual({ timestamp: 1_750_000_000_000, headers: [], payload: { full: true } });
    expect(input.payload).not.toBe(given);
    expectTypeOf(input.payload.full).toEqualTypeOf<boolean>();
    expect(events.schedule().payload).toEqual({});
    expect(eventByName('schedule')).toEqual(events.schedule());
  });

  it.each([['x'.repeat(8_001)], [() => {}]])('refuses what a schedule cannot have', (payload) => {
    expect(() => events.schedule(payload)).toThrow(
      /^events\.schedule: the payload must be JSON of at most 8,000 characters, found /,
    );
  });
});

describe('eventByName', () => {
  const withIds = names.filter((name): name is keyof typeof EVENT_IDS & typeof name => name in EVENT_IDS);

  it.each(withIds)('finds %s by its name and by its id', (name) => {
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

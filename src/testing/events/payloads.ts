import type {
  BotIntegrationPayload,
  BotPostHookPayload,
  BotPreHookPayload,
  ConversationalCommandPayload,
} from '../../events/bot-payload';
import type {
  MessagingEventGeneral,
  MessagingEventPayload,
  MessagingEventType,
} from '../../events/messaging-payload';
import type { ChatSurveyPayload, MessagingSurveyPayload, SurveyDialog } from '../../events/survey-payload';

// Names are those of the platform, with its misspellings (docs/platform.md, "Event payloads"). Ids and times are fixed, so that snapshots
// of tests stay the same. Where no source shows a value, the value is a plausible one.

/** When every event happens: 2025-06-15T15:06:40.000Z. */
export const EVENT_TIME = 1_750_000_000_000;

const MINUTE = 60_000;
export const CONVERSATION_ID = '5a1c2d3e-4f50-4617-8293-a4b5c6d7e8f9';
const DIALOG_ID = CONVERSATION_ID;
const ACCOUNT_ID = '12345678';
const CONSUMER_ID = '0b9a8f7e-6d5c-4b3a-9281-706f5e4d3c2b';
const AGENT_ID = `${ACCOUNT_ID}.4015600510`;
const VISITOR_ID = 'A1ZTY3ODkwYWJjZGVm';
const SESSION_ID = 'FmUZ2hTSQS6ChZbm3R0mLA';
const SKILL_ID = '2732164230';
const CAMPAIGN_ID = '3291483430';
const ENGAGEMENT_ID = '3291483530';
const CLIENT_FEATURES = ['PHOTO_SHARING', 'CO_BROWSE', 'QUICK_REPLIES', 'AUTO_MESSAGES', 'RICH_CONTENT'];

function general(cbotEventType: MessagingEventType, newConvState = 'OPEN'): MessagingEventGeneral {
  return {
    cbotEventType,
    type: 'UPSERT',
    convId: CONVERSATION_ID,
    dialogId: DIALOG_ID,
    sessionId: SESSION_ID,
    startTs: EVENT_TIME - 10 * MINUTE,
    effectiveTTR: EVENT_TIME + 5 * MINUTE,
    oldConvState: 'OPEN',
    newConvState,
    contexttype: 'SharkContext',
    contextType: 'SharkContext',
    messagingChannel: 'WEB',
    campaignInfo: {
      id: CAMPAIGN_ID,
      engangementId: ENGAGEMENT_ID,
      campaignId: CAMPAIGN_ID,
      engagementId: ENGAGEMENT_ID,
    },
    clientLanguage: 'en-US',
    clientFeatures: [...CLIENT_FEATURES],
    inOffHours: false,
    visitorId: VISITOR_ID,
    originatorId: CONSUMER_ID,
    originatorPid: CONSUMER_ID,
    originatorMetadata: { id: CONSUMER_ID, role: 'CONSUMER' },
    serverTimestamp: EVENT_TIME,
    clientIpAdress: '203.0.113.7',
    clientIpAddress: '203.0.113.7',
    manualETTR: 0,
    lastMessageComposer: 'CONSUMER',
    lastMessageTs: EVENT_TIME - MINUTE,
    lastAgentMsgTs: EVENT_TIME - 3 * MINUTE,
    backToQueueTs: 0,
  };
}

/** The parts that every event has, with the values of the conversation that are the same for all events. */
function parts() {
  return {
    start: { firstConversation: true },
    end: {},
    idle: {},
    mid: { openedInOffHours: false },
    participantChange: {
      oldParticipants: [{ id: CONSUMER_ID, role: 'CONSUMER' }],
      newParticipants: [{ id: CONSUMER_ID, role: 'CONSUMER' }],
    },
    routing: { oldSkillId: SKILL_ID, newSkillId: SKILL_ID },
    ttr: { oldTtr: { ttrType: 'NORMAL', value: 1200 }, newTtr: { ttrType: 'NORMAL', value: 1200 } },
  };
}

export function newConversation(): MessagingEventPayload {
  return { general: general('NEW_CONVERSATION'), ...parts() };
}

export function conversationEnd(): MessagingEventPayload {
  return {
    general: general('CONSUMER_END_CONVERSATION', 'CLOSE'),
    ...parts(),
    end: { closeReason: 'CONSUMER' },
  };
}

export function conversationIdle(): MessagingEventPayload {
  return {
    general: general('CONVERSATION_IDLE'),
    ...parts(),
    idle: {
      lastConsumerMsgTs: EVENT_TIME - 10 * MINUTE,
      agentNonResponsive: { time: 10, timeUnits: 'minutes' },
      consumserNonResponsive: { time: 10, timeUnits: 'minutes' },
      convNotTakenTime: { time: 10, timeUnits: 'minutes' },
    },
  };
}

export function lineInOffHours(): MessagingEventPayload {
  return { general: { ...general('MID_CONVERSATION_MSG'), inOffHours: true }, ...parts() };
}

export function participantsChange(): MessagingEventPayload {
  const { participantChange, ...rest } = parts();
  const agent = { id: AGENT_ID, role: 'ASSIGNED_AGENT' };
  return {
    general: general('PARTICIPANTS_CHANGE'),
    ...rest,
    participantChange: {
      ...participantChange,
      newParticipants: [...participantChange.newParticipants, agent],
    },
  };
}

export function conversationRouting(): MessagingEventPayload {
  return {
    general: general('CONVERSATION_ROUTING'),
    ...parts(),
    routing: { oldSkillId: '-1', newSkillId: SKILL_ID },
  };
}

export function ttr(): MessagingEventPayload {
  return {
    general: general('TTR'),
    ...parts(),
    ttr: { oldTtr: { ttrType: 'NORMAL', value: 1200 }, newTtr: { ttrType: 'URGENT', value: 300 } },
  };
}

function dialog(dialogType: 'MAIN' | 'POST_SURVEY', state: 'OPEN' | 'CLOSE'): SurveyDialog {
  return {
    dialogId: dialogType === 'MAIN' ? DIALOG_ID : `${DIALOG_ID}-survey`,
    dialogType,
    channelType: 'MESSAGING',
    state,
    creationTs: dialogType === 'MAIN' ? EVENT_TIME - 10 * MINUTE : EVENT_TIME - MINUTE,
    ...(state === 'CLOSE' ? { endTs: EVENT_TIME, closedBy: 'CONSUMER' } : {}),
    participantsDetails: [
      { id: CONSUMER_ID, role: 'CONSUMER' },
      { id: AGENT_ID, role: 'ASSIGNED_AGENT' },
    ],
  };
}

export function surveyStarted(): MessagingSurveyPayload {
  return {
    conversationId: CONVERSATION_ID,
    accountId: ACCOUNT_ID,
    surveyId: 3291483630,
    surveyRevision: 3,
    skillId: SKILL_ID,
    effectiveTTR: EVENT_TIME + 5 * MINUTE,
    lastContentEventNotification: {
      originatorId: CONSUMER_ID,
      originatorPId: CONSUMER_ID,
      sequence: 12,
      serverTimestamp: EVENT_TIME - MINUTE,
      event: { contentType: 'text/plain', message: 'Thank you, that helped.', type: 'ContentEvent' },
      originatorClientProperties: { type: 'ClientProperties', deviceFamily: 'DESKTOP', os: 'WINDOWS' },
    },
    campaignInfo: { campaignId: CAMPAIGN_ID, engagementId: ENGAGEMENT_ID },
    closeReason: 'CONSUMER',
    context: {
      clientProperties: { type: 'ClientProperties', features: [...CLIENT_FEATURES] },
      interactionContextId: '2',
      lang: 'en-US',
      sessionId: SESSION_ID,
      type: 'SharkContext',
      visitorId: VISITOR_ID,
    },
    dialogs: [dialog('MAIN', 'CLOSE'), dialog('POST_SURVEY', 'OPEN')],
    firstConversation: true,
    participants: [
      { id: CONSUMER_ID, role: 'CONSUMER' },
      { id: AGENT_ID, role: 'ASSIGNED_AGENT' },
    ],
    state: 'OPEN',
    startTs: EVENT_TIME - 10 * MINUTE,
    ttr: { ttrType: 'NORMAL', value: 1200 },
    lastQuestionId: 'question-1',
  };
}

export function surveyEnded(): MessagingSurveyPayload {
  return {
    ...surveyStarted(),
    dialogs: [dialog('MAIN', 'CLOSE'), dialog('POST_SURVEY', 'CLOSE')],
    state: 'CLOSE',
    lastQuestionId: 'question-3',
  };
}

export function chatPostSurvey(): ChatSurveyPayload {
  return {
    csatRank: 5,
    skillName: 'Sales',
    agentName: 'Ada',
    questionWithAnswers: [
      { question: 'How satisfied are you with the chat?', answer: '5' },
      { question: 'Where shall we send the transcript?', answer: 'consumer@example.com' },
    ],
  };
}

export function conversationalCommand(): ConversationalCommandPayload {
  return { conversationId: CONVERSATION_ID, arguments: ['order', '4711'] };
}

export function botCustomIntegration(): BotIntegrationPayload {
  return {
    message: 'Where is my order?',
    convId: CONVERSATION_ID,
    event: { name: 'message' },
    context: { lpEvent: {}, lpSdes: { unauthenticatedSdes: {}, authenticatedSdes: {} } },
  };
}

export function botPreHook(): BotPreHookPayload {
  return botCustomIntegration() as BotPreHookPayload;
}

export function botPostHook(): BotPostHookPayload {
  return {
    messages: ['Your order is on its way.'],
    context: {
      action: 'INVOCATION',
      actionParameters: {},
      intentId: 'order',
      intentName: 'Where is my order',
    },
  };
}

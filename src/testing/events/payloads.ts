import type { BotIntegrationPayload, ConversationalCommandPayload } from '../../events/bot-payload';
import type { MessagingEventGeneral, MessagingEventPayload } from '../../events/messaging-payload';
import type { ChatSurveyPayload, MessagingSurveyPayload } from '../../events/survey-payload';

// Names are those of the platform, with its misspellings (docs/platform.md, "Event payloads"). Ids and times
// are fixed, so that snapshots of tests stay the same. Where no source shows a value, the value is a
// plausible one.

/** When every event happens: 2025-06-15T15:06:40.000Z. */
export const EVENT_TIME = 1_750_000_000_000;

const MINUTE = 60_000;
const CONVERSATION_ID = '5a1c2d3e-4f50-4617-8293-a4b5c6d7e8f9';
const DIALOG_ID = CONVERSATION_ID;
const ACCOUNT_ID = '12345678';
const CONSUMER_ID = '0b9a8f7e-6d5c-4b3a-9281-706f5e4d3c2b';
const AGENT_ID = `${ACCOUNT_ID}.4015600510`;
const VISITOR_ID = 'A1ZTY3ODkwYWJjZGVm';
const SESSION_ID = 'FmUZ2hTSQS6ChZbm3R0mLA';
const SKILL_ID = '2732164230';
const CLIENT_FEATURES = ['PHOTO_SHARING', 'CO_BROWSE', 'QUICK_REPLIES', 'AUTO_MESSAGES', 'RICH_CONTENT'];

function general(cbotEventType: string, newConvState = 'OPEN'): MessagingEventGeneral {
  return {
    cbotEventType,
    type: 'CUSTOM',
    convId: CONVERSATION_ID,
    dialogId: DIALOG_ID,
    sessionId: SESSION_ID,
    startTs: EVENT_TIME - 10 * MINUTE,
    effectiveTTR: EVENT_TIME + 5 * MINUTE,
    oldConvState: 'OPEN',
    newConvState,
    contexttype: 'SharkContext',
    campaignInfo: { id: '3291483430', engangementId: '3291483530' },
    clientLanguage: 'en-US',
    clientFeatures: [...CLIENT_FEATURES],
    inOffHours: false,
    visitorId: VISITOR_ID,
    originatorId: CONSUMER_ID,
    originatorPid: CONSUMER_ID,
    originatorMetadata: { id: CONSUMER_ID, role: 'CONSUMER' },
    serverTimestamp: EVENT_TIME,
    clientIpAdress: '203.0.113.7',
    manualETTR: 0,
    lastMessageComposer: 'CONSUMER',
    lastMessageTs: EVENT_TIME - MINUTE,
    lastAgentMsgTs: EVENT_TIME - 3 * MINUTE,
    backToQueueTs: 0,
  };
}

export function newConversation(): MessagingEventPayload {
  return { general: general('NEW_CONVERSATION'), start: { firstConversation: true } };
}

export function conversationEnd(): MessagingEventPayload {
  return { general: general('CONVERSATION_END', 'CLOSE'), end: { closeReason: 'CONSUMER' } };
}

export function conversationIdle(): MessagingEventPayload {
  return {
    general: general('CONVERSATION_IDLE'),
    idle: {
      lastConsumerMsgTs: EVENT_TIME - 10 * MINUTE,
      agentNonResponsive: { time: 10, timeUnits: 'MINUTES' },
      consumserNonResponsive: { time: 10, timeUnits: 'MINUTES' },
      convNotTakenTime: { time: 10, timeUnits: 'MINUTES' },
    },
  };
}

export function lineInOffHours(): MessagingEventPayload {
  return {
    general: { ...general('MID_CONVERSATION_MSG'), inOffHours: true },
    mid: { openedInOffHours: false },
  };
}

export function participantsChange(): MessagingEventPayload {
  const consumer = { id: CONSUMER_ID, role: 'CONSUMER' };
  return {
    general: general('PARTICIPANTS_CHANGE'),
    participantChange: {
      oldParticipants: [{ ...consumer }],
      newParticipants: [{ ...consumer }, { id: AGENT_ID, role: 'ASSIGNED_AGENT' }],
    },
  };
}

export function conversationRouting(): MessagingEventPayload {
  return {
    general: general('CONVERSATION_ROUTING'),
    routing: { oldSkillId: '-1', newSkillId: SKILL_ID },
  };
}

export function ttr(): MessagingEventPayload {
  return {
    general: general('TTR'),
    ttr: { oldTtr: { ttrType: 'NORMAL', value: 1200 }, newTtr: { ttrType: 'URGENT', value: 300 } },
  };
}

export function surveyStarted(): MessagingSurveyPayload {
  return {
    conversationId: CONVERSATION_ID,
    accountId: ACCOUNT_ID,
    surveyId: '3fbc2a5e-6c1d-4f8e-9a7b-2d4c6e8f0a1b',
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
    campaignInfo: { campaignId: '3291483430', engagementId: '3291483530' },
    closeReason: 'CONSUMER',
    context: {
      clientProperties: { type: 'ClientProperties', features: [...CLIENT_FEATURES] },
      interactionContextId: '2',
      lang: 'en-US',
      sessionId: SESSION_ID,
      type: 'SharkContext',
      visitorId: VISITOR_ID,
    },
    dialogs: [
      { dialogId: DIALOG_ID, dialogType: 'MAIN', state: 'CLOSE' },
      { dialogId: `${DIALOG_ID}-survey`, dialogType: 'POST_SURVEY', state: 'OPEN' },
    ],
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
    dialogs: [
      { dialogId: DIALOG_ID, dialogType: 'MAIN', state: 'CLOSE' },
      { dialogId: `${DIALOG_ID}-survey`, dialogType: 'POST_SURVEY', state: 'CLOSE' },
    ],
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

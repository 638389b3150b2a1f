/**
 * The parts of a conversation that `getConversationById` can retrieve
 * (docs/platform.md, "Messaging Interactions API").
 */
export const ConversationContentTypes = {
  /** Campaign, goal and engagement that the conversation came from. */
  CAMPAIGN: 'campaign',
  /** The messages. */
  MESSAGE_RECORDS: 'messageRecords',
  /** Agents that joined. */
  AGENT_PARTICIPANTS: 'agentParticipants',
  /** Agents that left. */
  AGENT_PARTICIPANTS_LEAVE: 'agentParticipantsLeave',
  /** Agents that take part in the conversation now. */
  AGENT_PARTICIPANTS_ACTIVE: 'agentParticipantsActive',
  /** The consumers. */
  CONSUMER_PARTICIPANTS: 'consumerParticipants',
  /** Transfers between skills and agents. */
  TRANSFERS: 'transfers',
  /** Which agent answered when. */
  INTERACTIONS: 'interactions',
  /** The sentiment of each message. */
  MESSAGE_SCORES: 'messageScores',
  /** The delivery of each message. */
  MESSAGE_STATUSES: 'messageStatuses',
  /** Answers of the consumer to surveys. */
  CONVERSATION_SURVEYS: 'conversationSurveys',
  /** Co-browse sessions. */
  COBROWSE_SESSIONS: 'coBrowseSessions',
  /** The summary that an agent wrote. */
  SUMMARY: 'summary',
  /** Engagement attributes of authenticated consumers. `getSDEsFromConv` reads them. */
  SDES: 'sdes',
  /** Engagement attributes of consumers who are not authenticated. `getSDEsFromConv` reads them. */
  UNAUTH_SDES: 'unAuthSdes',
  /** Place, device and page that the consumer came from. */
  MONITORING: 'monitoring',
  /** The dialogs: the main one, and surveys. */
  DIALOGS: 'dialogs',
  /** When the next answer is due. */
  RESPONSE_TIME: 'responseTime',
  /** Changes of skill. */
  SKILL_CHANGES: 'skillChanges',
  /** The intents that were found in messages, with one entry for each message. */
  INTENTS: 'intents',
  /** The intents that were found, without duplicates. */
  UNIQUE_INTENTS: 'uniqueIntents',
  /** The latest survey filled in by an agent. */
  LATEST_AGENT_SURVEY: 'latestAgentSurvey',
  /** Earlier surveys filled in by agents. */
  PREVIOUSLY_SUBMITTED_AGENT_SURVEYS: 'previouslySubmittedAgentSurveys',
  /** Status, times, agent and skill. The API sends this part even if it is not requested. */
  INFO: 'info',
} as const;

/** The value of any member of {@link ConversationContentTypes}. */
export type ConversationContentType =
  (typeof ConversationContentTypes)[keyof typeof ConversationContentTypes];

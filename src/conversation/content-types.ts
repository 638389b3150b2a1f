/** Parts of a conversation that `getConversationById` can be asked for (facts §2.2). */
export const ConversationContentTypes = {
  CAMPAIGN: 'campaign',
  MESSAGE_RECORDS: 'messageRecords',
  AGENT_PARTICIPANTS: 'agentParticipants',
  AGENT_PARTICIPANTS_LEAVE: 'agentParticipantsLeave',
  AGENT_PARTICIPANTS_ACTIVE: 'agentParticipantsActive',
  CONSUMER_PARTICIPANTS: 'consumerParticipants',
  TRANSFERS: 'transfers',
  INTERACTIONS: 'interactions',
  MESSAGE_SCORES: 'messageScores',
  MESSAGE_STATUSES: 'messageStatuses',
  CONVERSATION_SURVEYS: 'conversationSurveys',
  COBROWSE_SESSIONS: 'coBrowseSessions',
  SUMMARY: 'summary',
  SDES: 'sdes',
  UNAUTH_SDES: 'unAuthSdes',
  MONITORING: 'monitoring',
  DIALOGS: 'dialogs',
  RESPONSE_TIME: 'responseTime',
  SKILL_CHANGES: 'skillChanges',
  INTENTS: 'intents',
  UNIQUE_INTENTS: 'uniqueIntents',
  LATEST_AGENT_SURVEY: 'latestAgentSurvey',
  PREVIOUSLY_SUBMITTED_AGENT_SURVEYS: 'previouslySubmittedAgentSurveys',
  INFO: 'info',
} as const;

/** The value of any member of {@link ConversationContentTypes}. */
export type ConversationContentType =
  (typeof ConversationContentTypes)[keyof typeof ConversationContentTypes];

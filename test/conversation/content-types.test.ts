import { expect, it } from 'vitest';
import { ConversationContentTypes } from '../../src/index';

// docs/platform.md, "Messaging Interactions API". The API ignores a name that it does not know.
it('the parts of a conversation have the names of the API', () => {
  expect(ConversationContentTypes).toEqual({
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
  });
});

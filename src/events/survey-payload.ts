import type { MessagingParticipant, TimeToRespond } from './messaging-payload';

/** The payload of the events of a survey after a messaging conversation (facts §5.9). */
export interface MessagingSurveyPayload {
  conversationId: string;
  accountId: string;
  surveyId?: string;
  surveyRevision?: number | string;
  skillId?: string | number;
  effectiveTTR?: number;
  lastContentEventNotification?: {
    originatorId?: string;
    originatorPId?: string;
    sequence?: number;
    serverTimestamp?: number;
    event?: { contentType?: string; message?: unknown; type?: string };
    originatorClientProperties?: Record<string, unknown>;
  };
  campaignInfo?: { campaignId?: string | number; engagementId?: string | number };
  closeReason?: string;
  context?: {
    clientProperties?: Record<string, unknown>;
    interactionContextId?: string;
    lang?: string;
    sessionId?: string;
    type?: string;
    visitorId?: string;
  };
  dialogs?: Array<Record<string, unknown>>;
  firstConversation?: boolean;
  participants?: MessagingParticipant[];
  state?: string;
  startTs?: number;
  ttr?: TimeToRespond;
  lastQuestionId?: string;
}

/** The payload of a chat's post-survey (facts §5.9). */
export interface ChatSurveyPayload {
  csatRank?: number | string;
  skillName?: string;
  agentName?: string;
  questionWithAnswers?: Array<{ question?: string; answer?: string }>;
}

/** A transcript to mail, as a function answers a chat's post-survey: an array of these (facts §5.9). */
export interface ChatSurveyEmail {
  targetEmail: string;
  senderName: string;
  senderEmail: string;
  subject: string;
}

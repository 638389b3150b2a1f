/** The events that functions listen to, by the names of `liveperson-functions-client` 2.x (facts §5.9, §7). */
export const EVENT = {
  ChatPostSurveyEmailTranscript: 'denver_post_survey_email_transcript',
  ConversationalCommand: 'conversational_command',
  MessagingNewConversation: 'controllerbot_messaging_new_conversation',
  MessagingTTR: 'controllerbot_messaging_ttr',
  MessagingParticipantChange: 'controllerbot_messaging_participants_change',
  MessagingConversationIdle: 'controllerbot_messaging_conversation_idle',
  MessagingConversationRouting: 'controllerbot_messaging_conversation_routing',
  MessagingLineInOffHours: 'controllerbot_messaging_mid_conversation_msg',
  MessagingConversationEnd: 'controllerbot_messaging_conversation_end',
  MessagingSurveyStarted: 'surveybot_messaging_survey_started',
  MessagingSurveyEnded: 'surveybot_messaging_survey_ended',
  ThirdPartyBotsPreHook: 'bot_connectors_pre_hook',
  ThirdPartyBotsPostHook: 'bot_connectors_post_hook',
  ThirdPartyBotsErrorHook: 'bot_connectors_error_hook',
  ThirdPartyBotsCustomIntegration: 'bot_connectors_custom_integration',
} as const;

/** The id of an event in {@link EVENT}. */
export type EVENT = (typeof EVENT)[keyof typeof EVENT];

/**
 * The events of the platform that functions listen to, and their ids on the wire (facts §5.9). Consumer Step Up is not
 * among them: it has no public id.
 */
export const EVENT_IDS = {
  newConversation: 'controllerbot_messaging_new_conversation',
  ttr: 'controllerbot_messaging_ttr',
  participantsChange: 'controllerbot_messaging_participants_change',
  conversationIdle: 'controllerbot_messaging_conversation_idle',
  conversationRouting: 'controllerbot_messaging_conversation_routing',
  /** The id says nothing of off-hours. */
  lineInOffHours: 'controllerbot_messaging_mid_conversation_msg',
  conversationEnd: 'controllerbot_messaging_conversation_end',
  surveyStarted: 'surveybot_messaging_survey_started',
  surveyEnded: 'surveybot_messaging_survey_ended',
  chatPostSurvey: 'denver_post_survey_email_transcript',
  conversationalCommand: 'conversational_command',
  botCustomIntegration: 'bot_connectors_custom_integration',
  botPreHook: 'bot_connectors_pre_hook',
  botPostHook: 'bot_connectors_post_hook',
  botErrorHook: 'bot_connectors_error_hook',
} as const;

/** A name in {@link EVENT_IDS}. */
export type EventName = keyof typeof EVENT_IDS;

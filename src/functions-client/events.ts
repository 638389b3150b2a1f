/**
 * The events that functions listen to, by the names of `liveperson-functions-client` 2.x
 * (docs/platform.md, "Events", "Functions client").
 */
export const EVENT = {
  /** A visitor submitted the survey of a chat. */
  ChatPostSurveyEmailTranscript: 'denver_post_survey_email_transcript',
  /** An agent typed a command. */
  ConversationalCommand: 'conversational_command',
  /** A conversation began. */
  MessagingNewConversation: 'controllerbot_messaging_new_conversation',
  /** The time to respond changed. */
  MessagingTTR: 'controllerbot_messaging_ttr',
  /** Somebody joined or left. */
  MessagingParticipantChange: 'controllerbot_messaging_participants_change',
  /** Nobody wrote for a while. */
  MessagingConversationIdle: 'controllerbot_messaging_conversation_idle',
  /** A conversation went to another skill. */
  MessagingConversationRouting: 'controllerbot_messaging_conversation_routing',
  /** A consumer wrote outside the hours of work. */
  MessagingLineInOffHours: 'controllerbot_messaging_mid_conversation_msg',
  /** A conversation was closed. */
  MessagingConversationEnd: 'controllerbot_messaging_conversation_end',
  /** A survey began. */
  MessagingSurveyStarted: 'surveybot_messaging_survey_started',
  /** A survey ended. */
  MessagingSurveyEnded: 'surveybot_messaging_survey_ended',
  /** Before a message goes to a third-party bot. */
  ThirdPartyBotsPreHook: 'bot_connectors_pre_hook',
  /** After the answer of a third-party bot. */
  ThirdPartyBotsPostHook: 'bot_connectors_post_hook',
  /** A third-party bot failed. */
  ThirdPartyBotsErrorHook: 'bot_connectors_error_hook',
  /** A conversation needs the answer of a bot, and the function is the bot. */
  ThirdPartyBotsCustomIntegration: 'bot_connectors_custom_integration',
} as const;

/** The id of an event in {@link EVENT}. */
export type EVENT = (typeof EVENT)[keyof typeof EVENT];

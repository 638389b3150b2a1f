/**
 * The events of the platform that functions can listen to, with their ids in requests (docs/platform.md, "Events"). Consumer Step Up is
 * missing because it has no public id.
 */
export const EVENT_IDS = {
  /** A conversation began. */
  newConversation: 'controllerbot_messaging_new_conversation',
  /** The time to respond changed. */
  ttr: 'controllerbot_messaging_ttr',
  /** Somebody joined or left. */
  participantsChange: 'controllerbot_messaging_participants_change',
  /** Nobody wrote for a while. */
  conversationIdle: 'controllerbot_messaging_conversation_idle',
  /** A conversation went to another skill. */
  conversationRouting: 'controllerbot_messaging_conversation_routing',
  /** A consumer wrote outside the hours of work. The id itself does not mention off-hours. */
  lineInOffHours: 'controllerbot_messaging_mid_conversation_msg',
  /** A conversation was closed. */
  conversationEnd: 'controllerbot_messaging_conversation_end',
  /** A survey began. */
  surveyStarted: 'surveybot_messaging_survey_started',
  /** A survey ended. */
  surveyEnded: 'surveybot_messaging_survey_ended',
  /** A visitor submitted the survey of a chat. */
  chatPostSurvey: 'denver_post_survey_email_transcript',
  /** An agent typed a command. */
  conversationalCommand: 'conversational_command',
  /** A conversation needs the answer of a bot, and the function is the bot. */
  botCustomIntegration: 'bot_connectors_custom_integration',
  /** Before a message goes to a third-party bot. */
  botPreHook: 'bot_connectors_pre_hook',
  /** After the answer of a third-party bot. */
  botPostHook: 'bot_connectors_post_hook',
  /** A third-party bot failed. */
  botErrorHook: 'bot_connectors_error_hook',
} as const;

/** A name in {@link EVENT_IDS}. */
export type EventName = keyof typeof EVENT_IDS;

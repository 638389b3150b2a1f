/** An agent who joined, left or was active in a conversation (facts §2.3). */
export interface AgentParticipant {
  /** Id of the agent. */
  agentId?: string;
  /** Full name of the agent. */
  agentFullName?: string;
  /** The name that consumers see. */
  agentNickname?: string;
  /** Login name of the agent. */
  agentLoginName?: string;
  /** Whether the user was deleted since. */
  agentDeleted?: boolean;
  /** `0` system, `1` human, `2` bot. */
  userType?: string;
  /** What kind of user the agent is. */
  userTypeName?: 'System' | 'Human' | 'Bot' | (string & {});
  /** The agent's part in the conversation, such as `ASSIGNED_AGENT`. */
  role?: string;
  /** Id of the agent's group. */
  agentGroupId?: number | string;
  /** Name of the agent's group. */
  agentGroupName?: string;
  /** When, as `YYYY-MM-DD HH:mm:ss.SSS+0000`. */
  time?: string;
  /** When, in milliseconds since 1970. */
  timeL?: number;
  /** The agent's permission in the conversation. */
  permission?: string;
  /** Id of the dialog. */
  dialogId?: string;
  /** What bots added. */
  contextData?: Record<string, unknown>;
}

/** A consumer of a conversation (facts §2.3). */
export interface ConsumerParticipant {
  /** Id of the consumer. */
  participantId?: string;
  /** First name. */
  firstName?: string;
  /** Last name. */
  lastName?: string;
  /** Name as shown to agents. */
  consumerName?: string;
  /** LivePerson's token for the consumer. */
  token?: string;
  /** E-mail address. */
  email?: string;
  /** Telephone number. */
  phone?: string;
  /** Address of the picture. */
  avatarURL?: string;
  /** When, as `YYYY-MM-DD HH:mm:ss.SSS+0000`. */
  time?: string;
  /** When, in milliseconds since 1970. */
  timeL?: number;
  /** When the consumer joined, as `YYYY-MM-DD HH:mm:ss.SSS+0000`. */
  joinTime?: string;
  /** When the consumer joined, in milliseconds since 1970. */
  joinTimeL?: number;
  /** Id of the dialog. */
  dialogId?: string;
}

/** A change of the skill or agent that a conversation is assigned to (facts §2.3). */
export interface ConversationTransfer {
  /** When, as `YYYY-MM-DD HH:mm:ss.SSS+0000`. */
  time?: string;
  /** When, in milliseconds since 1970. */
  timeL?: number;
  /** The text `null` when there was none. */
  assignedAgentId?: string;
  /** Login name of the agent. */
  assignedAgentLoginName?: string;
  /** The name of the agent that consumers see. */
  assignedAgentNickname?: string;
  /** Full name of the agent. */
  assignedAgentFullName?: string;
  /** Id of the skill that the conversation went to. */
  targetSkillId?: number | string;
  /** Name of the skill that the conversation went to. */
  targetSkillName?: string;
  /** What led to the transfer. */
  reason?: 'back2Q' | 'Agent' | 'SuggestedAgentTimeout' | 'Skill' | 'TakeOver' | (string & {});
  /** Who or what transferred. */
  by?: string;
  /** Id of the skill that the conversation came from. */
  sourceSkillId?: number | string;
  /** Name of the skill that the conversation came from. */
  sourceSkillName?: string;
  /** Id of the agent before. */
  sourceAgentId?: string;
  /** Full name of the agent before. */
  sourceAgentFullName?: string;
  /** Login name of the agent before. */
  sourceAgentLoginName?: string;
  /** Nickname of the agent before. */
  sourceAgentNickname?: string;
  /** What bots added. */
  contextData?: Record<string, unknown>;
  /** Id of the dialog. */
  dialogId?: string;
}

/** A stretch of a conversation with one agent (facts §2.3). */
export interface ConversationInteraction {
  /** Id of the agent. */
  assignedAgentId?: string;
  /** Full name of the agent. */
  assignedAgentFullName?: string;
  /** Login name of the agent. */
  assignedAgentLoginName?: string;
  /** The name of the agent that consumers see. */
  assignedAgentNickname?: string;
  /** When, as `YYYY-MM-DD HH:mm:ss.SSS+0000`. */
  interactionTime?: string;
  /** When, in milliseconds since 1970. */
  interactionTimeL?: number;
  /** Its number in the conversation. */
  interactiveSequence?: number | string;
  /** Id of the dialog. */
  dialogId?: string;
}

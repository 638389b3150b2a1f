/** An agent who joined, left or was active in a conversation (docs/platform.md, "Conversation records"). */
export interface AgentParticipant {
  /** Id of the agent. */
  agentId?: string;
  /** Full name of the agent. */
  agentFullName?: string;
  /** The name that consumers see. */
  agentNickname?: string;
  /** Login name of the agent. */
  agentLoginName?: string;
  /** Whether the user has been deleted. */
  agentDeleted?: boolean;
  /** Type of the user: `0` system, `1` human, `2` bot. */
  userType?: string;
  /** Type of the user in words. */
  userTypeName?: 'System' | 'Human' | 'Bot' | (string & {});
  /** The agent's role in the conversation, such as `ASSIGNED_AGENT`. */
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
  /** Data that bots have added. */
  contextData?: Record<string, unknown>;
}

/** A consumer of a conversation (docs/platform.md, "Conversation records"). */
export interface ConsumerParticipant {
  /** Id of the consumer. */
  participantId?: string;
  /** First name. */
  firstName?: string;
  /** Last name. */
  lastName?: string;
  /** The name that agents see. */
  consumerName?: string;
  /** LivePerson's token for the consumer. */
  token?: string;
  /** E-mail address. */
  email?: string;
  /** Telephone number. */
  phone?: string;
  /** URL of the consumer's picture. */
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

/**
 * A change of the skill or agent that a conversation is assigned to
 * (docs/platform.md, "Conversation records").
 */
export interface ConversationTransfer {
  /** When, as `YYYY-MM-DD HH:mm:ss.SSS+0000`. */
  time?: string;
  /** When, in milliseconds since 1970. */
  timeL?: number;
  /** Id of the agent. The text `null` when there was no agent. */
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
  /** The reason of the transfer. */
  reason?: 'back2Q' | 'Agent' | 'SuggestedAgentTimeout' | 'Skill' | 'TakeOver' | (string & {});
  /** The user or the system that transferred the conversation. */
  by?: string;
  /** Id of the skill that the conversation came from. */
  sourceSkillId?: number | string;
  /** Name of the skill that the conversation came from. */
  sourceSkillName?: string;
  /** Id of the previous agent. */
  sourceAgentId?: string;
  /** Full name of the previous agent. */
  sourceAgentFullName?: string;
  /** Login name of the previous agent. */
  sourceAgentLoginName?: string;
  /** Nickname of the previous agent. */
  sourceAgentNickname?: string;
  /** Data that bots have added. */
  contextData?: Record<string, unknown>;
  /** Id of the dialog. */
  dialogId?: string;
}

/** A part of a conversation that one agent handled (docs/platform.md, "Conversation records"). */
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
  /** Number of this part in the conversation. */
  interactiveSequence?: number | string;
  /** Id of the dialog. */
  dialogId?: string;
}

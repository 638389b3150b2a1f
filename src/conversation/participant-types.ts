/** An agent who joined, left or was active in a conversation (facts §2.3). */
export interface AgentParticipant {
  agentId?: string;
  agentFullName?: string;
  agentNickname?: string;
  agentLoginName?: string;
  agentDeleted?: boolean;
  /** `0` system, `1` human, `2` bot. */
  userType?: string;
  userTypeName?: 'System' | 'Human' | 'Bot' | (string & {});
  role?: string;
  agentGroupId?: number | string;
  agentGroupName?: string;
  time?: string;
  timeL?: number;
  permission?: string;
  dialogId?: string;
  contextData?: Record<string, unknown>;
}

/** A consumer of a conversation (facts §2.3). */
export interface ConsumerParticipant {
  participantId?: string;
  firstName?: string;
  lastName?: string;
  consumerName?: string;
  token?: string;
  email?: string;
  phone?: string;
  avatarURL?: string;
  time?: string;
  timeL?: number;
  joinTime?: string;
  joinTimeL?: number;
  dialogId?: string;
}

/** A change of the skill or agent that a conversation is assigned to (facts §2.3). */
export interface ConversationTransfer {
  time?: string;
  timeL?: number;
  /** The text `null` when there was none. */
  assignedAgentId?: string;
  assignedAgentLoginName?: string;
  assignedAgentNickname?: string;
  assignedAgentFullName?: string;
  targetSkillId?: number | string;
  targetSkillName?: string;
  reason?: 'back2Q' | 'Agent' | 'SuggestedAgentTimeout' | 'Skill' | 'TakeOver' | (string & {});
  by?: string;
  sourceSkillId?: number | string;
  sourceSkillName?: string;
  sourceAgentId?: string;
  sourceAgentFullName?: string;
  sourceAgentLoginName?: string;
  sourceAgentNickname?: string;
  contextData?: Record<string, unknown>;
  dialogId?: string;
}

/** A stretch of a conversation with one agent (facts §2.3). */
export interface ConversationInteraction {
  assignedAgentId?: string;
  assignedAgentFullName?: string;
  assignedAgentLoginName?: string;
  assignedAgentNickname?: string;
  interactionTime?: string;
  interactionTimeL?: number;
  interactiveSequence?: number | string;
  dialogId?: string;
}

/** A survey that the consumer filled in (docs/platform.md, "Conversation records"). */
export interface ConversationSurvey {
  /** Type of the survey. */
  surveyType?: string;
  /** Status of the survey. */
  surveyStatus?: string;
  /** Id of the dialog. */
  dialogId?: string;
  /** Id of the survey. */
  surveyId?: string;
  /** Questions and answers. */
  surveyData?: Array<{
    /** The question. */
    question?: string;
    /** The answer. */
    answer?: string;
    /** Id of the question. */
    questionId?: string;
    /** Id of the answer. */
    answerId?: string;
    /** The value that the question measures, such as `csat`. */
    questionType?: string;
    /** The form of the answer, such as `single`. */
    questionFormat?: string;
    /** Number of the answer. */
    answerSeq?: string | number;
    /** Whether the answer is valid for the question. */
    isValidAnswer?: boolean;
  }>;
}

/** A survey that an agent filled in (docs/platform.md, "Conversation records"). */
export interface AgentSurvey {
  /** Status of the survey. */
  surveyStatus?: string;
  /** The reason for this status. */
  statusReason?: string;
  /** Id of the dialog. */
  dialogId?: string;
  /** Id of the survey. */
  surveyId?: string;
  /** Id of the survey's configuration. */
  acSurveyId?: string;
  /** Name of the survey's configuration. */
  acSurveyName?: string;
  /** Revision of the survey's configuration. */
  acSurveyRevision?: number | string;
  /** Id of the skill. */
  surveySkillId?: string;
  /** Name of the skill. */
  surveySkillName?: string;
  /** Id of the agent of the conversation. */
  assignedAgentId?: string;
  /** Nickname of the agent of the conversation. */
  assignedAgentNickName?: string;
  /** Name of the agent of the conversation. */
  assignedAgentName?: string;
  /** Id of the agent who filled in the survey. */
  performedByAgentId?: string;
  /** Nickname of the agent who filled in the survey. */
  performedByAgentNickName?: string;
  /** Name of the agent who filled in the survey. */
  performedByAgentName?: string;
  /** When it was last changed, in milliseconds since 1970. */
  lastUpdateTime?: number | string;
  /** Questions and answers. */
  submittedAnswers?: Array<{
    /** The question. */
    questionText?: string;
    /** Id of the question. */
    questionId?: string;
    /** How the question is defined. */
    questionDefinition?: string;
    /** Category of the question. */
    questionCategory?: string;
    /** The answers. */
    answers?: Array<{
      /** The answer. */
      answer?: string;
      /** Id of the answer. */
      answerId?: string;
    }>;
  }>;
}

/** A survey that the consumer filled in (facts §2.3). */
export interface ConversationSurvey {
  surveyType?: string;
  surveyStatus?: string;
  dialogId?: string;
  surveyId?: string;
  surveyData?: Array<{
    question?: string;
    answer?: string;
    questionId?: string;
    answerId?: string;
    questionType?: string;
    questionFormat?: string;
    answerSeq?: string | number;
    isValidAnswer?: boolean;
  }>;
}

/** A survey that an agent filled in (facts §2.3). */
export interface AgentSurvey {
  surveyStatus?: string;
  statusReason?: string;
  dialogId?: string;
  surveyId?: string;
  acSurveyId?: string;
  acSurveyName?: string;
  acSurveyRevision?: number | string;
  surveySkillId?: string;
  surveySkillName?: string;
  assignedAgentId?: string;
  assignedAgentNickName?: string;
  assignedAgentName?: string;
  performedByAgentId?: string;
  performedByAgentNickName?: string;
  performedByAgentName?: string;
  lastUpdateTime?: number | string;
  submittedAnswers?: Array<{
    questionText?: string;
    questionId?: string;
    questionDefinition?: string;
    questionCategory?: string;
    answers?: Array<{ answer?: string; answerId?: string }>;
  }>;
}

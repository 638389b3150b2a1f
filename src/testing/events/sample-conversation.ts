import type { ConversationHistoryRecord } from '../../toolbelt';
import { CONVERSATION_ID, EVENT_TIME } from './payloads';

/** The conversation that the inputs of {@link events} name. The accounts of `serve --offline` and `invoke --offline` begin with it. */
export function sampleConversation(): ConversationHistoryRecord {
  const message = (seq: number, sentBy: string) => ({
    messageId: `ms::conv:${CONVERSATION_ID}::msg:${seq}`,
    seq,
    dialogId: CONVERSATION_ID,
    sentBy,
    timeL: EVENT_TIME + seq,
  });
  const text = (value: string) => ({ type: 'TEXT_PLAIN', messageData: { msg: { text: value } } });
  const file = { relativePath: '/files/order.png', caption: 'My order', fileType: 'PNG' };
  return {
    info: { conversationId: CONVERSATION_ID, status: 'CLOSE', startTimeL: EVENT_TIME },
    messageRecords: [
      { ...message(0, 'Consumer'), ...text('I want a refund for this order.') },
      { ...message(1, 'Consumer'), type: 'HOSTED_FILE', messageData: { file } },
      { ...message(2, 'Agent'), ...text('I am sorry to hear that. You will have it tomorrow.') },
    ],
  };
}

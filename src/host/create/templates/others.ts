import { type FunctionTemplate, lines } from './template';

/** Templates of functions for chats, agents and bots. */
export const OTHERS: readonly FunctionTemplate[] = [
  {
    id: 'chat-post-survey',
    title: 'Chat Post Survey E-Mail Transcript',
    description: 'Sends the transcript of a chat to the right people',
    builder: 'chatPostSurvey',
    source: `function lambda(input, callback) {
  // Sends the transcript of a chat with a bad rating to a supervisor.
  const { csatRank, skillName } = input.payload;
  const mail = {
    targetEmail: 'supervisor@example.com',
    senderName: 'Surveys',
    senderEmail: 'surveys@example.com',
    subject: 'A chat of ' + skillName + ' was rated with ' + csatRank,
  };
  callback(null, Number(csatRank) < 3 ? [mail] : []);
}
`,
    test: lines(
      "const { result } = await invoke(LAMBDA, events.chatPostSurvey({ csatRank: 1, skillName: 'Sales' }));",
      "expect(result).toMatchObject([{ subject: 'A chat of Sales was rated with 1' }]);",
    ),
  },
  {
    id: 'conversational-command',
    title: 'Conversational Command',
    description: 'Answers a command that an agent has typed',
    builder: 'conversationalCommand',
    payload: { conversationId: '5a1c2d3e-4f50-4617-8293-a4b5c6d7e8f9', arguments: ['2', '3'] },
    source: `function lambda(input, callback) {
  // Adds up the numbers that an agent has typed after the command. The result must be a text or a number.
  const numbers = input.payload.arguments.map(Number);
  if (numbers.some(Number.isNaN)) return callback(new Error('Type numbers after the command'));
  callback(null, numbers.reduce((sum, number) => sum + number, 0));
}
`,
    test: lines(
      "const { result } = await invoke(LAMBDA, events.conversationalCommand({ arguments: ['2', '3'] }));",
      'expect(result).toBe(5);',
    ),
  },
  {
    id: 'bot-custom-integration',
    title: 'Third-Party Bots Custom Integration',
    description: 'Is the bot of a conversation',
    builder: 'botCustomIntegration',
    source: `function lambda(input, callback) {
  // Is the bot of a conversation: it repeats what it hears, and transfers when it is asked for a person.
  const { message = '' } = input.payload;
  if (/agent|human|person/i.test(message)) {
    return callback(null, {
      messages: ['I am getting a person for you.'],
      context: { action: 'TRANSFER', actionParameters: { skill: 'default' } },
    });
  }
  callback(null, { messages: ['You said: ' + message], context: {} });
}
`,
    test: lines(
      "const { result } = await invoke(LAMBDA, events.botCustomIntegration({ message: 'Hello' }));",
      "expect(result).toEqual({ messages: ['You said: Hello'], context: {} });",
    ),
  },
];

import { type FunctionTemplate, lines } from './template';

/** Templates whose function only answers with commands for the conversation. */
const COMMANDS: readonly FunctionTemplate[] = [
  messaging('new-conversation', 'Messaging New Conversation', 'newConversation', {
    description: 'Welcomes a consumer',
    code: "[{ type: 'systemMessage', text: 'Welcome! We answer within ' + WAIT + ' minutes.' }]",
    before: 'const WAIT = 5;',
    expected: "[{ type: 'systemMessage', text: 'Welcome! We answer within 5 minutes.' }]",
  }),
  messaging('conversation-end', 'Messaging Conversation End', 'conversationEnd', {
    description: 'Says goodbye when a conversation has ended',
    code: "[{ type: 'systemMessage', text: 'Thank you for talking to us.' }]",
    expected: "[{ type: 'systemMessage', text: 'Thank you for talking to us.' }]",
  }),
  messaging('idle', 'Messaging Idle', 'conversationIdle', {
    description: 'Reminds a consumer who has gone silent',
    code: "[{ type: 'systemMessage', text: 'Are you still there?' }]",
    expected: "[{ type: 'systemMessage', text: 'Are you still there?' }]",
  }),
  messaging('routing', 'Messaging Routing', 'conversationRouting', {
    description: 'Tells a consumer about a transfer',
    code: "[{ type: 'systemMessage', text: 'You are being transferred to another team.' }]",
    expected: "[{ type: 'systemMessage', text: 'You are being transferred to another team.' }]",
  }),
  messaging('off-hours', 'Messaging Line in Off-Hours', 'lineInOffHours', {
    description: 'Answers outside of the hours of work',
    code: "general.inOffHours ? [{ type: 'systemMessage', text: 'We are back at 9.' }] : []",
    expected: "[{ type: 'systemMessage', text: 'We are back at 9.' }]",
  }),
  messaging('participants-change', 'Messaging Participants Change', 'participantsChange', {
    description: 'Tells a consumer who has joined',
    code: "joined.length > 0 ? [{ type: 'systemMessage', text: 'An agent has joined.' }] : []",
    before: lines(
      'const before = new Set(input.payload.participantChange.oldParticipants.map(({ id }) => id));',
      '  const joined = input.payload.participantChange.newParticipants.filter(({ id }) => !before.has(id));',
    ),
    expected: "[{ type: 'systemMessage', text: 'An agent has joined.' }]",
  }),
  messaging('ttr', 'Messaging TTR', 'ttr', {
    description: 'Transfers a conversation that has become urgent',
    code: "newTtr.ttrType === 'URGENT' ? [{ type: 'transfer', skillId: SKILL_FOR_URGENT }] : []",
    before: lines("const SKILL_FOR_URGENT = '1234';", '  const { newTtr } = input.payload.ttr;'),
    expected: "[{ type: 'transfer', skillId: '1234' }]",
  }),
  messaging('survey-started', 'Messaging Survey Started', 'surveyStarted', {
    description: 'Introduces a survey',
    code: "[{ type: 'systemMessage', text: 'How did we do?' }]",
    expected: "[{ type: 'systemMessage', text: 'How did we do?' }]",
  }),
  messaging('survey-ended', 'Messaging Survey Ended', 'surveyEnded', {
    description: 'Thanks for a survey',
    code: "[{ type: 'systemMessage', text: 'Thank you for your answers.' }]",
    expected: "[{ type: 'systemMessage', text: 'Thank you for your answers.' }]",
  }),
];

/** Templates of functions that listen to an event of a messaging conversation. */
export const MESSAGING: readonly FunctionTemplate[] = [
  ...COMMANDS,
  {
    id: 'consumer-step-up',
    title: 'Messaging Consumer Step Up',
    description: 'Greets a consumer who has signed in',
    // The id of this event is not public. Name it in config.json.
    builder: null,
    payload: { general: { convId: 'conversation-1' } },
    source: `function lambda(input, callback) {
  // Greets a consumer who has signed in during a conversation.
  console.info('Signed in', { conversation: input.payload.general.convId });
  callback(null, [{ type: 'systemMessage', text: 'You are signed in now.' }]);
}
`,
    test: lines(
      "const { result } = await invoke(LAMBDA, { payload: { general: { convId: 'conversation-1' } } });",
      "expect(result).toEqual([{ type: 'systemMessage', text: 'You are signed in now.' }]);",
    ),
  },
  {
    id: 'keyword-scanner',
    title: 'Messaging Conversation End: Keyword Scanner',
    description: 'Looks for words in a conversation that has ended',
    builder: 'conversationEnd',
    source: `async function lambda(input, callback) {
  // Looks for words in a conversation that has ended, and logs each place.
  try {
    const conversation = await conversationUtil.getConversationById(input.payload.general.convId);
    const found = conversationUtil.scanConversationForKeywords(conversation, KEYWORDS);
    console.info('Keywords found', { count: found.length });
    callback(null, []);
  } catch (error) {
    callback(error);
  }
}

const { Toolbelt } = require('lp-faas-toolbelt');

const KEYWORDS = ['refund', 'cancel'];
const conversationUtil = Toolbelt.ConversationUtil();
`,
    test: lines(
      'const input = events.conversationEnd();',
      'platform.conversations.add({',
      '  info: { conversationId: input.payload.general.convId },',
      "  messageRecords: [{ type: 'TEXT_PLAIN', sentBy: 'Consumer', messageData: { msg: { text: 'I want a refund' } } }],",
      '});',
      'const { result, logs } = await invoke(LAMBDA, input);',
      'expect(result).toEqual([]);',
      "expect(logs).toMatchObject([{ message: 'Keywords found', extras: [{ count: 1 }] }]);",
    ),
  },
  {
    id: 'replace-files',
    title: 'Messaging Conversation End: Replace Files for Conversation',
    description: 'Replaces the files of a conversation that has ended',
    builder: 'conversationEnd',
    secrets: { 'file-storage': { username: 'test-user', password: 'test-password' } },
    source: `async function lambda(input, callback) {
  // Replaces the files of a conversation that has ended. This cannot be undone.
  try {
    const { value: credentials } = await secretClient.readSecret('file-storage');
    const conversation = await conversationUtil.getConversationById(input.payload.general.convId);
    const replaced = await gdprUtil.replaceConversationFiles(conversation, credentials);
    console.info('Files replaced', { count: replaced.length });
    callback(null, []);
  } catch (error) {
    callback(error);
  }
}

const { Toolbelt } = require('lp-faas-toolbelt');

const conversationUtil = Toolbelt.ConversationUtil();
const gdprUtil = Toolbelt.GDPRUtil();
const secretClient = Toolbelt.SecretClient();
`,
    test: lines(
      'const input = events.conversationEnd();',
      "const file = { relativePath: '/files/passport.png' };",
      'platform.conversations.add({',
      '  info: { conversationId: input.payload.general.convId },',
      "  messageRecords: [{ type: 'HOSTED_FILE', sentBy: 'Consumer', messageData: { file } }],",
      '});',
      'const { result, error } = await invoke(LAMBDA, input);',
      'expect(error).toBeUndefined();',
      'expect(result).toEqual([]);',
      'expect([...platform.files.keys()]).toEqual([file.relativePath]);',
    ),
  },
];

/** A function that answers with commands. @param parts its code, and its answer to the event of the test kit */
function messaging(
  id: string,
  title: string,
  builder: string,
  parts: { description: string; code: string; before?: string; expected: string },
): FunctionTemplate {
  const { description, code, before, expected } = parts;
  const isGeneral = code.includes('general.');
  return {
    id,
    title,
    description,
    builder,
    source: `function lambda(input, callback) {
  // ${description}. LivePerson runs the first command of each type. An empty list does nothing.
${isGeneral ? '  const { general } = input.payload;\n' : ''}${before === undefined ? '' : `  ${before}\n`}  const commands = ${code};
  callback(null, commands);
}
`,
    test: lines(
      `const { result } = await invoke(LAMBDA, events.${builder}());`,
      `expect(result).toEqual(${expected});`,
    ),
  };
}

// Replaces the pictures that were sent in a conversation with a black pixel.
const run = require('./support/offline'); // Only to run this file by itself.
const { Toolbelt } = require('lp-faas-toolbelt');

const conversationUtil = Toolbelt.ConversationUtil();
const gdprUtil = Toolbelt.GDPRUtil();
const secretClient = Toolbelt.SecretClient();

async function lambda(input, callback) {
  try {
    const conversation = await conversationUtil.getConversationById(input.payload.general.convId);
    const { value: credentials } = await secretClient.readSecret('file-storage');
    const isPicture = (path) => /\.(jpe?g|png|gif)$/i.test(path);
    const replaced = await gdprUtil.replaceConversationFiles(conversation, credentials, isPicture);
    callback(null, { replaced });
  } catch (error) {
    // Files that could be replaced have been.
    console.error(error.message, error.failed);
    callback(error);
  }
}

run(lambda, { general: { convId: 'c911f008' } });

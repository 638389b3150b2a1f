async function lambda(input, callback) {
  // Replaces the pictures that were sent in a conversation with a black pixel.
  try {
    const conversation = await conversationUtil.getConversationById(input.payload.general.convId);
    const { value: credentials } = await secretClient.readSecret('file-storage'); // { username, password }
    const isPicture = (path) => /\.(jpe?g|png|gif)$/i.test(path);
    callback(null, await gdprUtil.replaceConversationFiles(conversation, credentials, isPicture));
  } catch (error) {
    // The other files were replaced all the same.
    console.error(error.message, error.failed);
    callback(error);
  }
}

const { Toolbelt } = require('lp-faas-toolbelt');
const conversationUtil = Toolbelt.ConversationUtil();
const gdprUtil = Toolbelt.GDPRUtil();
const secretClient = Toolbelt.SecretClient();

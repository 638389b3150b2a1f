// Replaces files as a lambda does, in a process of its own: NODE_EXTRA_CA_CERTS is read when Node starts.
const { inspect } = require('node:util');
const { Toolbelt } = require('lp-faas-toolbelt');

const { host, credentials, paths, file } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
const messageRecords = paths.map((relativePath) => ({
  type: 'HOSTED_FILE',
  messageData: { file: { relativePath } },
}));
const conversation = { conversationHistoryRecords: [{ messageRecords }] };
const replacement = file && { contentType: file.contentType, body: Buffer.from(file.base64, 'base64') };

Toolbelt.configure({ accountId: '12345', csds: { swift: host } });
Toolbelt.GDPRUtil()
  .replaceConversationFiles(conversation, credentials, () => true, replacement)
  .then(
    (replaced) => ({ replaced, failed: [] }),
    (error) => {
      const { name, code, message, replaced = [], failed = [], cause } = error;
      const shown = [
        inspect(error, { depth: 20, showHidden: true }),
        JSON.stringify(error),
        error.stack,
      ].join('\n');
      return {
        replaced,
        failed: failed.map(({ path, error: { code, statusCode, message } }) => ({
          path,
          code,
          statusCode,
          message,
        })),
        error: { name, code, message, status: cause?.statusCode, shown },
      };
    },
  )
  .then((outcome) => process.stdout.write(JSON.stringify(outcome)));

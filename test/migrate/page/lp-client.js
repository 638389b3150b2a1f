const { Toolbelt, LpServices } = require('lp-faas-toolbelt');
const lpClient = Toolbelt.LpClient();

async function lambda(input, callback) {
  const path = `/api/account/${process.env.BRAND_ID}/messages`;
  callback(
    null,
    await lpClient(LpServices.MSG_HIST, path, { method: 'GET', json: true, appKeySecretName: 'history-key' }),
  );
}

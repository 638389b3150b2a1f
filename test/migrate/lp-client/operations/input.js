const { Toolbelt } = require('lp-faas-toolbelt');

async function lambda(input, callback) {
  const lpClient = Toolbelt.LpClient();
  const path = `/operations/api/account/${process.env.BRAND_ID}/msgqueuehealth/current/?v=1`;
  const health = await lpClient('leDataReporting', path, { method: 'GET', json: true, appKeySecretName: 'my-key' });
  callback(null, health);
}

const { Toolbelt } = require('lp-faas-toolbelt');
const lpClient = Toolbelt.LpClient();

async function lambda(input, callback) {
  const path = `/operations/api/account/${process.env.BRAND_ID}/msgqueuehealth/current/?v=1`;
  const health = await lpClient('leDataReporting', path, { method: 'GET', json: true });
  callback(null, health);
}

const { Toolbelt } = require('lp-faas-toolbelt');
const lpClient = Toolbelt.LpClient();
const { path } = process.env;
const call = (client, ...rest) => client(...rest);
async function lambda(input, callback) {
  const args = ['msgHist', '/x'];
  callback(null, [
    await lpClient(...args),
    await lpClient('msgHist'),
    await call(lpClient, ...args),
    await lpClient('leDataReporting', path, { method: 'GET' }),
    await lpClient(
      'msgHist',
      '/y',
      { method: 'GET', headers: { Accept: 'a' } },
    ),
  ]);
}

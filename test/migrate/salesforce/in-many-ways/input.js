const { Toolbelt } = require('lp-faas-toolbelt');
const client = Toolbelt.SFClient();
async function lambda(input, callback) {
  client.other();
  const connection = client.connectToSalesforce({ accessToken: 't' });
  const { totalSize } = await connection.query('SELECT Id FROM Account');
  await connection.query('SELECT Id FROM Account', () => console.info('found'));
  connection.logout(function (error) { console.info(error); });
  connection.sobject('Account').describe();
  callback(null, [totalSize, connection.version]);
}

import { Toolbelt } from 'core-functions-toolbelt';
const client = Toolbelt.SFClient();
async function lambda(input) {
  client.other();
  const connection = client.connectToSalesforce({ accessToken: 't' });
  const { totalSize } = await connection.query('SELECT Id FROM Account');
  // migrate: [salesforce] V2's Salesforce client has promises only. Take the result with await.
  await connection.query('SELECT Id FROM Account', () => console.info('found'));
  // migrate: [salesforce] V2's Salesforce client has promises only. Take the result with await.
  connection.logout(function (error) { console.info(error); });
  connection.sobject('Account').describe();
  return [totalSize, connection.version];
}

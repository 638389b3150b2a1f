const { Toolbelt } = require('lp-faas-toolbelt');
const connect = () => Toolbelt.SFClient().connectToSalesforce({ loginUrl: 'https://login.salesforce.com' });

async function lambda(input, callback) {
  const connection = await connect();
  callback(null, await connection.query('SELECT Id FROM Account'));
}

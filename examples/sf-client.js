// Finds accounts in Salesforce with an access token. Promises and callbacks both work.
const run = require('./support/offline'); // Only to run this file by itself.
const { Toolbelt } = require('lp-faas-toolbelt');

const secretClient = Toolbelt.SecretClient();
const sfClient = Toolbelt.SFClient();

async function lambda(input, callback) {
  try {
    const { value: accessToken } = await secretClient.readSecret('salesforce-token');
    const connection = sfClient.connectToSalesforce({
      instanceUrl: 'https://brand.my.salesforce.com',
      accessToken,
    });
    const name = input.payload.name.replace(/['\\]/g, '\\$&');
    const { totalSize, records } = await connection.query(
      `SELECT Id, Name FROM Account WHERE Name = '${name}'`,
    );
    callback(null, { totalSize, names: records.map((record) => record.Name) });
  } catch (error) {
    console.error(error.errorCode, error.message);
    callback(error);
  }
}

run(lambda, { name: "O'Neill" });

async function lambda(input, callback) {
  // Finds accounts in Salesforce by name. The methods of the connection take callbacks, and return promises.
  try {
    const { value: accessToken } = await secretClient.readSecret('salesforce-token');
    const instanceUrl = 'https://brand.my.salesforce.com';
    const connection = sfClient.connectToSalesforce({ instanceUrl, accessToken });
    const name = input.payload.name.replace(/['\\]/g, '\\$&');
    const { records } = await connection.query(`SELECT Id, Name FROM Account WHERE Name = '${name}'`);
    callback(
      null,
      records.map((record) => record.Id),
    );
  } catch (error) {
    console.error(error.errorCode, error.message);
    callback(error);
  }
}

const { Toolbelt } = require('lp-faas-toolbelt');
const secretClient = Toolbelt.SecretClient();
const sfClient = Toolbelt.SFClient();

import { Toolbelt } from 'core-functions-toolbelt';
// migrate: [salesforce] The connection is not followed from here. V2 has promises only: check that no callback is given to its methods.
const connect = () => Toolbelt.SFClient().connectToSalesforce({ loginUrl: 'https://login.salesforce.com' });

async function lambda(input) {
  const connection = await connect();
  return await connection.query('SELECT Id FROM Account');
}

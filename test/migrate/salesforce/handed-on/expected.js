import { Toolbelt } from 'core-functions-toolbelt';
function find(connection, done) { connection.query('SELECT Id FROM Account', done); }
async function lambda(input) {
  const connection = Toolbelt.SFClient().connectToSalesforce({ accessToken: 't' });
  // migrate: [salesforce] The connection is handed on here. V2 has promises only: check that no callback is given to its methods.
  return new Promise((resolve, reject) => find(connection, (error, result) => { (error === undefined || error === null ? resolve(result) : reject(error)); }));
}

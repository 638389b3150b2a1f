import { Toolbelt } from 'core-functions-toolbelt';
const sfClient = Toolbelt.SFClient();

async function lambda(input) {
  return sfClient.connectToSalesforce({ loginUrl: 'https://login.salesforce.com' })
    .then((connection) => new Promise((resolve, reject) => connection.query('SELECT Id FROM Account').then((result) => [null, result], (error) => [error]).then(([error, result]) => {
      if (error) return reject(error);
      resolve(result);
    })));
}

import { Toolbelt } from 'core-functions-toolbelt';

async function lambda(input) {
  const sfClient = Toolbelt.SFClient();
  const con = sfClient.connectToSalesforce({ loginUrl: 'https://test.salesforce.com', accessToken: 'x' });
  return new Promise((resolve, reject) => con.query('SELECT Id FROM Account').then((result) => [null, result], (error) => [error]).then(function ([err, queryResult]) {
    if (err) {
      reject(err);
    } else {
      resolve(queryResult.records);
    }
  }));
}

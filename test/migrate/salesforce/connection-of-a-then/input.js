const { Toolbelt } = require('lp-faas-toolbelt');
const sfClient = Toolbelt.SFClient();

function lambda(input, callback) {
  sfClient.connectToSalesforce({ loginUrl: 'https://login.salesforce.com' })
    .then((connection) => connection.query('SELECT Id FROM Account', (error, result) => {
      if (error) return callback(error);
      callback(null, result);
    }))
    .catch(callback);
}

function lambda(input, callback) {
  const { Toolbelt } = require('lp-faas-toolbelt');
  const sfClient = Toolbelt.SFClient();
  const con = sfClient.connectToSalesforce({ loginUrl: 'https://test.salesforce.com', accessToken: 'x' });
  con.query('SELECT Id FROM Account', function (err, queryResult) {
    if (err) {
      callback(err, null);
    } else {
      callback(null, queryResult.records);
    }
  });
}

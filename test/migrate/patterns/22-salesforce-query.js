function lambda(input, callback) {
  const { Toolbelt } = require('lp-faas-toolbelt');
  const con = Toolbelt.SFClient().connectToSalesforce({ instanceUrl: 'https://x.my.salesforce.com', accessToken: 'token' });
  con.query("SELECT Id FROM Account WHERE Name LIKE 'A%'", function (err, result) {
    if (err) {
      callback(err, null);
      return;
    }
    callback(null, result.totalSize);
  });
}

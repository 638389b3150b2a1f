const { Toolbelt } = require('lp-faas-toolbelt');
function find(connection, done) { connection.query('SELECT Id FROM Account', done); }
function lambda(input, callback) {
  const connection = Toolbelt.SFClient().connectToSalesforce({ accessToken: 't' });
  find(connection, (error, result) => { callback(error, result); });
}

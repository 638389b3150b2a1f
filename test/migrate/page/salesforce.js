const { Toolbelt } = require('lp-faas-toolbelt');

async function lambda(input, callback) {
  const connection = Toolbelt.SFClient().connectToSalesforce({ accessToken: input.payload.token });
  const found = await new Promise((resolve, reject) => {
    const done = (error, result) => (error ? reject(error) : resolve(result));
    connection.query('SELECT Id FROM Account', done);
  });
  callback(null, found.totalSize);
}

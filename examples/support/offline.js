// Lets an example run by itself: fixtures/ answers its calls, nothing leaves this process, and what the lambda calls
// back with is printed.
const { basename, join } = require('node:path');
const { Toolbelt } = require('lp-faas-toolbelt');
const nock = require('nock');

nock.disableNetConnect();
const example = basename(require.main.filename, '.js');
for (const name of ['liveperson', example]) {
  nock.define(nock.loadDefs(join(__dirname, '..', 'fixtures', `${name}.json`)));
}

process.env.BRAND_ID = '12345678';
process.env.CONTEXT_SERVICE_ENVIRONMENT = 'z1';
Toolbelt.configure({
  whitelist: ['api.example.com', 'partner.example.com', '*.my.salesforce.com'],
  secrets: {
    'lp-faas-default-app-key': { client_id: 'demo-client', client_secret: 'demo' },
    'api-token': 'expired',
    'context-key': 'demo',
    'file-storage': { username: 'demo', password: 'demo' },
    'partner-identity': example === 'mtls-client' ? require('./identity').makeIdentity() : {},
    'salesforce-token': 'demo',
  },
});

/** Runs a lambda as the platform does: one input, one callback. */
module.exports = function run(lambda, payload) {
  lambda({ headers: [], payload }, (error, result) => {
    if (error) {
      console.error(error);
      process.exitCode = 1;
    } else console.log(JSON.stringify(result, null, 2));
  });
};

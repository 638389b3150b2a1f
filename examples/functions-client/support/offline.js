// Lets an example run by itself: fixtures/ answers its calls, and nothing leaves this process.
const { basename, join } = require('node:path');
const nock = require('nock');

nock.disableNetConnect();
const example = basename(require.main.filename, '.js');
for (const name of ['liveperson', example]) {
  nock.define(nock.loadDefs(join(__dirname, '..', 'fixtures', `${name}.json`)));
}

process.env.ACCOUNT_ID = '12345678';
process.env.CLIENT_ID = 'demo-client';
process.env.CLIENT_SECRET = 'demo';

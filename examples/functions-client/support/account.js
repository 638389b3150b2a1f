// Lets an example run by itself: the account in memory of the test kit answers, and nothing leaves this process.
const { createPlatform } = require('lp-faas-toolbelt/testing');

const platform = createPlatform();
process.env.ACCOUNT_ID = platform.accountId;
process.env.CLIENT_ID = 'test-client-id';
process.env.CLIENT_SECRET = 'test-client-secret';

module.exports = platform;

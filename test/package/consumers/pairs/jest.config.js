const { withFunctions } = require('lp-faas-toolbelt/testing/jest');

// As Jest comes, and with the transformer of this package.
const plain = { testMatch: ['**/lambda.jest.js'] };
module.exports = {
  projects: [{ displayName: 'plain', ...plain }, withFunctions({ displayName: 'with functions', ...plain })],
};

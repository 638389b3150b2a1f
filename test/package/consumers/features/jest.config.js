const { withFunctions } = require('lp-faas-toolbelt/testing/jest');

module.exports = withFunctions({ testMatch: ['**/*.jest.js'] });

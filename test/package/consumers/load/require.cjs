// Reports what `require` gives.
const toolbelt = require('lp-faas-toolbelt');

let refused;
try {
  require('lp-faas-toolbelt/dist/toolbelt.js');
} catch (error) {
  refused = error.code;
}
console.log(
  JSON.stringify({
    file: require.resolve('lp-faas-toolbelt'),
    names: Object.keys(toolbelt).sort(),
    kinds: Object.fromEntries(Object.entries(toolbelt).map(([name, value]) => [name, typeof value])),
    errors: Object.keys(require('lp-faas-toolbelt/errors')).sort(),
    sameErrors: require('lp-faas-toolbelt/errors').StatusCodeError === toolbelt.StatusCodeError,
    version: require('lp-faas-toolbelt/package.json').version,
    refused,
  }),
);

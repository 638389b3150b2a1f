const { toHttpFunction } = require('lp-faas-toolbelt/adapters/functions-framework');

exports.functions = toHttpFunction({
  folder: __dirname,
  settings: process.env.LP_FAAS_SETTINGS,
  token: process.env.HOST_TOKEN,
});

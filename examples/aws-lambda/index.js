const { toLambdaHandler } = require('lp-faas-toolbelt/adapters/aws-lambda');

exports.handler = toLambdaHandler({
  folder: __dirname,
  token: process.env.HOST_TOKEN,
  statusOf901: 502,
});

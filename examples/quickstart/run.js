// Runs lambda.js as the platform does: the file as published, one input, one callback.
// Every HTTP call is answered by fixtures/*.json; nothing leaves this process.
const { readdirSync, readFileSync } = require('node:fs');
const Module = require('node:module');
const { join } = require('node:path');
const nock = require('nock');

nock.disableNetConnect();
const fixtures = join(__dirname, 'fixtures');
for (const file of readdirSync(fixtures)) nock.define(nock.loadDefs(join(fixtures, file)));

process.env.BRAND_ID = '12345678';
process.env.LAMBDA_UUID = '4c3dbbb9-9b4c-4ae3-a4ac-cb3dd0a36f9b';
process.env.LP_FAAS_SETTINGS = join(__dirname, 'functions', 'settings.json');

const lambda = loadLambda(join(__dirname, 'lambda.js'));
const input = {
  headers: [],
  payload: { conversationId: 'c911f008-4761-4f43-9544-6948017eace5', keywords: ['Keyword', 'awesome'] },
};

lambda(input, (error, result) => {
  if (error) {
    console.error(error);
    process.exitCode = 1;
    return;
  }
  console.log(JSON.stringify(result, null, 2));
});

/** A published lambda exports nothing: the function is called by its name. */
function loadLambda(path) {
  const lambdaModule = new Module(path, module);
  lambdaModule.filename = path;
  lambdaModule.paths = Module._nodeModulePaths(__dirname);
  lambdaModule._compile(`${readFileSync(path, 'utf8')}\nmodule.exports = lambda;`, path);
  return lambdaModule.exports;
}

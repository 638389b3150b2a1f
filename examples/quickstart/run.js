// Runs lambda.js by the rules of the platform. The fixtures answer every call; nothing leaves this process.
const { join } = require('node:path');
const { fixtures, invoke } = require('lp-faas-toolbelt/testing');
const nock = require('nock');

nock.disableNetConnect();
fixtures.load(join(__dirname, 'fixtures'));

process.env.BRAND_ID = '12345678';
process.env.LAMBDA_UUID = '4c3dbbb9-9b4c-4ae3-a4ac-cb3dd0a36f9b';
process.env.LP_FAAS_SETTINGS = join(__dirname, 'functions', 'settings.json');

const payload = { conversationId: 'c911f008-4761-4f43-9544-6948017eace5', keywords: ['Keyword', 'awesome'] };

async function main() {
  const { result, error } = await invoke(join(__dirname, 'lambda.js'), { payload });
  if (error) {
    console.error(error);
    process.exitCode = 1;
    return;
  }
  console.log(JSON.stringify(result, null, 2));
}

main();

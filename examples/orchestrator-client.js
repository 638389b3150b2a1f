// Asks two functions at once, and goes on with what came back.
const run = require('./support/offline'); // Only to run this file by itself.
const { Toolbelt, ErrorStrategy } = require('lp-faas-toolbelt');

const orchestrator = Toolbelt.OrchestratorClient();
const FUNCTIONS = ['0d5a1bc6-weather', '7f2e94aa-traffic'];

async function lambda(input, callback) {
  try {
    const invocations = FUNCTIONS.map((uuid) => ({ uuid, headers: {}, payload: input.payload, retries: 1 }));
    const responses = await orchestrator.invoke(invocations, 10_000, {
      invokeParallel: true,
      errorStrategy: ErrorStrategy.CONTINUE_ON_ERROR,
    });
    const answers = responses.map(({ uuid, statusCode, body, error }) => ({
      uuid,
      statusCode,
      answer: error ? error.code : body,
    }));
    callback(null, answers);
  } catch (error) {
    console.error(error.code, error.message);
    callback(error);
  }
}

run(lambda, { city: 'Berlin' });

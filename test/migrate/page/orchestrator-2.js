const { Toolbelt } = require('lp-faas-toolbelt');
const orchestrator = Toolbelt.OrchestratorClient();

async function lambda(input, callback) {
  const retryFunction = (statusCode, error) => statusCode === 500 || error.cause.code === 'ECONNRESET';
  callback(null, await orchestrator.invoke([{ uuid: 'a-b', payload: {}, retryFunction }]));
}

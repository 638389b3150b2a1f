const { Toolbelt } = require('lp-faas-toolbelt');
const orchestrator = Toolbelt.OrchestratorClient();

async function lambda(input, callback) {
  callback(null, await orchestrator.invoke([{ uuid: 'a-b', payload: {}, retries: 0 }]));
}

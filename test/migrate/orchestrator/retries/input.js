const { Toolbelt } = require('lp-faas-toolbelt');
const orchestrator = Toolbelt.OrchestratorClient();
async function lambda(input, callback) {
  const { tries } = input.payload;
  callback(null, await orchestrator.invoke([{ uuid: 'a', payload: {}, retries: 0 }, { uuid: 'b', payload: {}, retries: tries }]));
}

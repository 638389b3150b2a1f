const { Toolbelt } = require('lp-faas-toolbelt');

async function lambda(input, callback) {
  const client = Toolbelt.OrchestratorClient();
  try {
    const [first] = await client.invoke([{ uuid: input.payload.uuid, payload: {}, headers: {} }], 25000);
    callback(null, first.body);
  } catch (error) {
    callback(error);
  }
}

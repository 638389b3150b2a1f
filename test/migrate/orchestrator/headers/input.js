const { Toolbelt } = require('lp-faas-toolbelt');

async function lambda(input, callback) {
  const client = Toolbelt.OrchestratorClient();
  const responses = await client.invoke(
    [{ uuid: 'a', payload: {}, headers: [{ key: 'x-a', value: '1' }] }, { uuid: 'b', payload: {}, headers: {}, retryFunction }],
    25000,
  );
  callback(null, responses[0].body);
}

function retryFunction(statusCode, error) {
  return statusCode === 500 || error.cause.code === 'ENOTFOUND';
}

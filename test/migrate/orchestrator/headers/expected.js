import { Toolbelt } from 'core-functions-toolbelt';

async function lambda(input) {
  const client = Toolbelt.OrchestratorClient();
  // migrate: [orchestrator] V2 calls retryFunction(statusCode, error): after a status the error has no cause. Read error?.cause?.code.
  const responses = await client.invoke(
    [{ uuid: 'a', payload: {}, headers: { 'x-a': '1' } }, { uuid: 'b', payload: {}, headers: {}, retryFunction }],
    25000,
  );
  return responses[0].body;
}

function retryFunction(statusCode, error) {
  return statusCode === 500 || error.cause.code === 'ENOTFOUND';
}

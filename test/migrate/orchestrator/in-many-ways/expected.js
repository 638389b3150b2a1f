import { Toolbelt } from 'core-functions-toolbelt';
const orchestrator = Toolbelt.OrchestratorClient();
const HEADERS = [{ key: 'a', value: 'b' }];
const OBJECT = { a: 'b' };
const isWorth = (statusCode) => statusCode === 500;
async function lambda(input) {
  // migrate: [open-work] Nothing waits for this work. V2 may stop it when the function returns: put await before it.
  // migrate: [orchestrator] V2's OrchestratorClient has no cancel.
  orchestrator.cancel();
  // migrate: [orchestrator] V2 takes the headers of an invocation as an object of names and values.
  return await orchestrator.invoke([
    { uuid: 'a', payload: {}, headers: HEADERS },
    { uuid: 'b', payload: {}, headers: OBJECT, retryFunction: isWorth },
    { uuid: 'c', payload: {}, headers: [{ key: 'a', value: 'b' }, HEADERS[0]] },
    { uuid: 'd', payload: {}, headers: { [input.payload.name]: 'x' } },
    { uuid: 'e', payload: {}, headers: {} },
  ]);
}

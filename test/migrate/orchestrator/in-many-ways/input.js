const { Toolbelt } = require('lp-faas-toolbelt');
const orchestrator = Toolbelt.OrchestratorClient();
const HEADERS = [{ key: 'a', value: 'b' }];
const OBJECT = { a: 'b' };
const isWorth = (statusCode) => statusCode === 500;
async function lambda(input, callback) {
  orchestrator.cancel();
  callback(null, await orchestrator.invoke([
    { uuid: 'a', payload: {}, headers: HEADERS },
    { uuid: 'b', payload: {}, headers: OBJECT, retryFunction: isWorth },
    { uuid: 'c', payload: {}, headers: [{ key: 'a', value: 'b' }, HEADERS[0]] },
    { uuid: 'd', payload: {}, headers: [{ key: input.payload.name, value: 'x' }] },
    { uuid: 'e', payload: {}, headers: [] },
  ]));
}

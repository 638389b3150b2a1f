async function lambda(input, callback) {
  // Asks two functions at once, and goes on with what came back.
  try {
    const invocations = FUNCTIONS.map((uuid) => ({ uuid, headers: {}, payload: input.payload, retries: 1 }));
    // 10 seconds for everything: what is under way then is aborted. 25 seconds are possible.
    const responses = await orchestrator.invoke(invocations, 10_000, {
      invokeParallel: true,
      errorStrategy: ErrorStrategy.CONTINUE_ON_ERROR, // without it, the first failure ends the call
    });
    // The responses are in the order of the invocations.
    callback(
      null,
      responses.map(({ body, error }) => (error ? error.code : body)),
    );
  } catch (error) {
    callback(error);
  }
}

const { Toolbelt, ErrorStrategy } = require('lp-faas-toolbelt');
const orchestrator = Toolbelt.OrchestratorClient();
const FUNCTIONS = ['0d5a1bc6-weather', '7f2e94aa-traffic'];

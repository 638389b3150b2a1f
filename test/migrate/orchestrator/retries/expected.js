import { Toolbelt } from 'core-functions-toolbelt';
const orchestrator = Toolbelt.OrchestratorClient();
async function lambda(input) {
  const { tries } = input.payload;
  // migrate: [orchestrator] V2 counts the tries with the first one, and takes 0 for 3. Write 1, and take this comment away.
  // migrate: [orchestrator] V2 counts the tries with the first one, and takes 0 for 3. Add 1.
  return await orchestrator.invoke([{ uuid: 'a', payload: {}, retries: 0 }, { uuid: 'b', payload: {}, retries: tries }]);
}

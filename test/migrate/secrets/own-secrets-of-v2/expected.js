import { Toolbelt } from 'core-functions-toolbelt';
const secretClient = Toolbelt.SecretClient();
async function lambda(input) {
  const entry = { key: 'LIVEPERSON_DEFAULT_APP_KEY', value: input.payload };
  // migrate: [secrets] V2's own secrets cannot be updated. Keep this value in a secret of your own.
  return await secretClient.updateSecret(entry);
}

import { Toolbelt } from 'core-functions-toolbelt';
const clients = [Toolbelt.SecretClient()];

async function lambda(input) {
  const [secretClient] = clients;
  await secretClient.readSecret('key');
  // migrate: [secrets] V2 has no getUsedSecrets. Remember what the function read.
  return secretClient.getUsedSecrets().length;
}

import { Toolbelt } from 'core-functions-toolbelt';
const secretClient = Toolbelt.SecretClient();
// migrate: [secrets] The name of a secret of the system was changed to its name in V2. Check that it is meant.
const NAMES = ['LIVEPERSON_DEFAULT_APP_KEY'];
const read = (client, key) => client.readSecret(key);
async function lambda(input) {
  const { value } = await secretClient.readSecret('a', 'ignored');
  // migrate: [secrets] V2's SecretClient has no deleteSecret.
  await secretClient.deleteSecret('a');
  // migrate: [secrets] V2 reads secrets from a cache of 5 minutes. Give { useCache: false } where a value is read after it was updated.
  return [value, NAMES, await read(secretClient, 'b')];
}

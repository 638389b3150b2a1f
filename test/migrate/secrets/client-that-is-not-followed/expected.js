import { Toolbelt } from 'core-functions-toolbelt';
// migrate: [secrets] V2 reads secrets from a cache of 5 minutes. Give { useCache: false } where a value is read after it was updated.
const make = () => Toolbelt.SecretClient();
async function lambda(input) {
  const entry = await make().readSecret('counter');
  entry.value += 1;
  await make().updateSecret(entry);
  return (await make().readSecret('counter')).value;
}

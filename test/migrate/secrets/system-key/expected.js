import { Toolbelt } from 'core-functions-toolbelt';
const secrets = Toolbelt.SecretClient();

async function lambda(input) {
  const { value } = await secrets.readSecret('LIVEPERSON_DEFAULT_APP_KEY');
  // migrate: [secrets] V2 has no getUsedSecrets. Remember what the function read.
  console.info(secrets.getUsedSecrets().length);
  return Object.keys(value);
}

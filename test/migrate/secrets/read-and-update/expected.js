import { Toolbelt } from 'core-functions-toolbelt';

async function lambda(input) {
  const secretClient = Toolbelt.SecretClient();
  const secret = await secretClient.readSecret('token', { useCache: false });
  secret.value = input.payload;
  await secretClient.updateSecret(secret);
  return 'updated';
}

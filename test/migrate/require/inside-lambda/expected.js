import { Toolbelt } from 'core-functions-toolbelt';

async function lambda(input) {
  // import the toolbelt
  const secretClient = Toolbelt.SecretClient();
  return secretClient.readSecret('x').then(s => s.value).catch(e => { throw e; });
}

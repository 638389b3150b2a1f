import { Toolbelt } from 'core-functions-toolbelt';

async function lambda(input) {
  // migrate: [mtls] What LivePerson's gateway takes from LPMtlsClient and answers is not published, so nothing here could check it. Try this call on V2.
  const client = Toolbelt.LPMtlsClient();
  return await client.get('https://bank.example.com/accounts');
}

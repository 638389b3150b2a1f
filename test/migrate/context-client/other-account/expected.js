import { Toolbelt } from 'core-functions-toolbelt';
// migrate: [context-client] V2 takes the account of the function. Check that this is the same account, and leave it out then.
const config = { accountId: '12345', apiKey: 'key' };
const context = Toolbelt.ContextServiceClient(config);

async function lambda(input) {
  return await context.getListOfNamespaces();
}

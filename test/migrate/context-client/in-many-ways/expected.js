import { Toolbelt } from 'core-functions-toolbelt';
const { X_LIVEPERSON_BRAND_ID: BRAND_ID } = process.env;
const account = process.env.X_LIVEPERSON_BRAND_ID;
let changed = process.env.X_LIVEPERSON_BRAND_ID;
changed = '1';
const config = { apiKey: 'k', accountId: account };
async function lambda(input) {
  // migrate: [context-client] V2 needs the API key as the argument.
  Toolbelt.ContextServiceClient();
  Toolbelt.ContextServiceClient('key');
  // migrate: [context-client] Whether this is the API key or { accountId, apiKey } is not visible. V2 takes the key.
  Toolbelt.ContextServiceClient(input.payload);
  // migrate: [context-client] V2 needs the API key, and none is visible here.
  Toolbelt.ContextServiceClient({ accountId: account });
  // migrate: [context-client] V2 takes the account of the function. Check that this is the same account, and leave it out then.
  Toolbelt.ContextServiceClient({ apiKey: 'k', accountId: changed });
  // migrate: [context-client] V2 takes the account of the function. Check that this is the same account, and leave it out then.
  Toolbelt.ContextServiceClient({ apiKey: 'k', accountId: input.payload.account });
  return [Toolbelt.ContextServiceClient(config.apiKey), Toolbelt.ContextServiceClient('k')];
}

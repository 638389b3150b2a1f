const { Toolbelt } = require('lp-faas-toolbelt');
const { BRAND_ID } = process.env;
const account = process.env.BRAND_ID;
let changed = process.env.BRAND_ID;
changed = '1';
const config = { apiKey: 'k', accountId: account };
async function lambda(input, callback) {
  Toolbelt.ContextServiceClient();
  Toolbelt.ContextServiceClient('key');
  Toolbelt.ContextServiceClient(input.payload);
  Toolbelt.ContextServiceClient({ accountId: account });
  Toolbelt.ContextServiceClient({ apiKey: 'k', accountId: changed });
  Toolbelt.ContextServiceClient({ apiKey: 'k', accountId: input.payload.account });
  callback(null, [Toolbelt.ContextServiceClient(config), Toolbelt.ContextServiceClient({ apiKey: 'k', accountId: BRAND_ID })]);
}

const { Toolbelt } = require('lp-faas-toolbelt');
const make = async () => Toolbelt.SecretClient();
let secrets = Toolbelt.SecretClient();
if (process.env.HOST) secrets = { readSecret: async () => ({ value: 1 }) };
const kept = { a: Toolbelt.SecretClient() };
kept.a = null;
const [listed] = [{ b: Toolbelt.SDEUtil() }];
async function lambda(input, callback) {
  const awaited = await Toolbelt.SecretClient();
  callback(null, [await secrets.readSecret('a'), kept.a, listed.b, await make(), (await awaited.readSecret('c')).value]);
}

import { Toolbelt } from 'core-functions-toolbelt';
const make = async () => Toolbelt.SecretClient();
let secrets = Toolbelt.SecretClient();
if (process.env.HOST) secrets = { readSecret: async () => ({ value: 1 }) };
const kept = { a: Toolbelt.SecretClient() };
kept.a = null;
const [listed] = [{ b: Toolbelt.SDEUtil() }];
async function lambda(input) {
  const awaited = await Toolbelt.SecretClient();
  return [await secrets.readSecret('a'), kept.a, listed.b, await make(), (await awaited.readSecret('c')).value];
}

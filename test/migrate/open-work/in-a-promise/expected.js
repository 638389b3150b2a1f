import { Toolbelt } from 'core-functions-toolbelt';
const secretClient = Toolbelt.SecretClient();
async function load(x) { return x; }
const read = (key) => new Promise((resolve, reject) => {
  secretClient.readSecret(key, { useCache: false }).then(({ value }) => resolve(value)).catch(reject);
});
function later(value, done) {
  load(value).then((x) => done(null, x), done);
  setTimeout(done, 1000);
}
function save(entry, log) {
  // migrate: [open-work] Nothing waits for this work. V2 may stop it when the function returns: put await before it.
  secretClient.updateSecret(entry).then(() => console.info(log));
}
async function lambda(input) {
  const value = await read('a');
  save({ key: 'a', value }, 'saved');
  return new Promise((resolve2, reject2) => later(value, (error, x) => (error === undefined || error === null ? resolve2(x) : reject2(error))));
}

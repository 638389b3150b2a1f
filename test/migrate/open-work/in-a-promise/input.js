const { Toolbelt } = require('lp-faas-toolbelt');
const secretClient = Toolbelt.SecretClient();
async function load(x) { return x; }
const read = (key) => new Promise((resolve, reject) => {
  secretClient.readSecret(key).then(({ value }) => resolve(value)).catch(reject);
});
function later(value, done) {
  load(value).then((x) => done(null, x), done);
  setTimeout(done, 1000);
}
function save(entry, log) {
  secretClient.updateSecret(entry).then(() => console.info(log));
}
async function lambda(input, callback) {
  const value = await read('a');
  save({ key: 'a', value }, 'saved');
  later(value, (error, x) => callback(error, x));
}

const { Toolbelt } = require('lp-faas-toolbelt');
const state = require('./state');

let calls = 0;

// biome-ignore lint/correctness/noUnusedVariables: a published lambda is called by its name
function lambda(input, callback) {
  calls += 1;
  state.count += 1;
  console.log('called', { calls });
  switch (input.payload.what) {
    case 'throw':
      throw new TypeError('on line 13');
    case 'timer':
      setTimeout(() => {
        throw new Error('from a timer');
      }, 5);
      return;
    case 'floating':
      Promise.reject(new Error('floating'));
      return;
    case 'never':
      return;
    case 'secret':
      Toolbelt.SecretClient()
        .readSecret('key')
        .then(({ value }) => callback(null, value), callback);
      return;
    default:
      implicit = [calls, state.count];
      callback(null, {
        counts: implicit,
        isSameToolbelt: Toolbelt === globalThis.toolbeltOfTheTest,
        isSameRealm: [] instanceof globalThis.ArrayOfTheTest,
        env: process.env.OF_THE_CALL ?? null,
      });
  }
}

// migrate: [modules] A function of V2 is one file. Copy what is used of "./helper" into it.
const helper = require('./helper');
const name = 'crypto';

async function lambda(input) {
  // migrate: [require] Which module this requires shows only when it runs. Import it by its name.
  const crypto = require(name);
  return helper(crypto.randomUUID());
}

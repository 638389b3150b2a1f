let crypto = require('crypto');
// migrate: [require] crypto gets another value here, and an import cannot.
crypto = null;
// migrate: [require] This way to require a module was not understood. Import it at the top of the file.
const { createHash = 1, ...rest } = require('crypto');
// migrate: [require] This way to require a module was not understood. Import it at the top of the file.
const member = require('crypto')[crypto];
// migrate: [require] This way to require a module was not understood. Import it at the top of the file.
const [one] = require('crypto');
// migrate: [require] This way to require a module was not understood. Import it at the top of the file.
const uuid = require('uuid');
// migrate: [require] This way to require a module was not understood. Import it at the top of the file.
const { v1 } = require('uuid');
const { v4 } = require('uuid');
// migrate: [require] This way to require a module was not understood. Import it at the top of the file.
const id = require('uuid').v4();
// migrate: [require] V2 has no require. Import what is needed at the top of the file.
const again = require;
async function lambda(input) {
  // migrate: [require] This way to require a module was not understood. Import it at the top of the file.
  // migrate: [require] V2 has no require. Import what is needed at the top of the file.
  return [createHash, rest, member, one, uuid, v1, v4({ rng: 1 }), id, again, require.main];
}

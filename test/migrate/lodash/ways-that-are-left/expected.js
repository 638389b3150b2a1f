import * as lodash from 'es-toolkit/compat';
import * as L from 'es-toolkit/compat';

// migrate: [lodash] This use of lodash was not understood. V2 has es-toolkit in its place.
const use = lodash();
// migrate: [lodash] This use of lodash has no counterpart that is known to be exact. Write it in plain JavaScript.
// migrate: [require] This way to require a module was not understood. Import it at the top of the file.
const { get, chunk, ...rest } = require('lodash');
// migrate: [lodash] This use of lodash was not understood. V2 has es-toolkit in its place.
let _ = require('lodash');
// migrate: [require] _ gets another value here, and an import cannot.
_ = null;
async function lambda(input) {
  // migrate: [lodash] This use of lodash was not understood. V2 has es-toolkit in its place.
  return [use, get(input, 'a'), chunk([1], 1), rest, _, Object.keys(L)];
}

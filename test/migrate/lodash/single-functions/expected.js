import { get } from 'es-toolkit/compat';
// migrate: [lodash] lodash's isempty has no counterpart that is known to be exact. Write it in plain JavaScript.
const isEmpty = require('lodash.isempty');
// migrate: [lodash] This use of lodash was not understood. V2 has es-toolkit in its place.
let map = require('lodash/map');
// migrate: [lodash] lodash's chain has no counterpart that is known to be exact. Write it in plain JavaScript.
const chain = require('lodash/chain');
map = null;
async function lambda(input) {
  return [get(input, 'payload.a'), isEmpty({}), map, chain];
}

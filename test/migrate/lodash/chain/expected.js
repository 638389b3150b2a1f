import * as _ from 'es-toolkit/compat';

async function lambda(input) {
  // migrate: [lodash] Chains of lodash have no counterpart. Call the functions one by one.
  return _(input.payload).map((x) => x * 2).value();
}

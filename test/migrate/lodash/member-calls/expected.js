import * as _ from 'es-toolkit/compat';

async function lambda(input) {
  const name = _.get(input, 'payload.name', 'nobody');
  return _.isEmpty(name) ? null : _.capitalize(name);
}

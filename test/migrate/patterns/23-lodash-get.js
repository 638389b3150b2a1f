const _ = require('lodash');

function lambda(input, callback) {
  const skill = _.get(input, 'payload.routing.newSkillId', 'none');
  const words = _.uniq(_.map(input.payload.items, 'name'));
  callback(null, { skill, words, isEmpty: _.isEmpty(words) });
}

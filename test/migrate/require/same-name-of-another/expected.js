// migrate: [require] util means something else in another part of the file. Give it a name of its own.
function three() { const util = require('util'); return util.inspect(1); }
function four(util) { return util; }
async function lambda(input) {
  return [three(), four(2)];
}

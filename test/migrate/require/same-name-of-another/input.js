function three() { const util = require('util'); return util.inspect(1); }
function four(util) { return util; }
function lambda(input, callback) {
  callback(null, [three(), four(2)]);
}

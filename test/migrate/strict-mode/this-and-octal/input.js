var self = this;

function lambda(input, callback) {
  callback(null, 010);
}

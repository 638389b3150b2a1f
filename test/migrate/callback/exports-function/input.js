module.exports.lambda = function (input, callback) {
  callback(null, input.payload);
};

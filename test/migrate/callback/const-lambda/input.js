const lambda = (input, callback) => {
  if (input.payload) return callback(null, input.payload);
  callback('nothing');
};
exports.lambda = lambda;

exports.lambda = function again(input, callback) {
  if (input.payload > 0) return again({ payload: input.payload - 1 }, callback);
  callback(null, input.payload);
};

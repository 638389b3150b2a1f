// migrate: [require] V2 has no exports: its functions are ES modules. Use a variable of the file.
exports.lambda = function again(input, callback) {
  // migrate: [callback] The file uses the lambda itself. Move what both need into a function.
  if (input.payload > 0) return again({ payload: input.payload - 1 }, callback);
  callback(null, input.payload);
};

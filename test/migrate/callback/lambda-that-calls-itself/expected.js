function lambda(input, callback) {
  // migrate: [callback] The file uses the lambda itself. Move what both need into a function.
  if (input.payload > 0) lambda({ payload: input.payload - 1 }, callback);
  else callback(null, 'ended');
}

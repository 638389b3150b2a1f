function lambda(input, callback) {
  if (input.payload > 0) lambda({ payload: input.payload - 1 }, callback);
  else callback(null, 'ended');
}

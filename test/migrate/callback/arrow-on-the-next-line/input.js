exports.lambda = async (input, callback) =>
  // The callback gets an object.
  (input.payload.a ? callback(null, { n: input.payload.n }) : callback('not a'))
;

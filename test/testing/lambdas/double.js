exports.lambda = (input, callback) => {
  callback(null, { twice: input.payload.n * 2 });
};

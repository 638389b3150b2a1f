exports.lambda = (input, callback) => {
  callback(null, this === exports);
};

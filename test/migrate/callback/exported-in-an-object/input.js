module.exports = {
  lambda: (input, callback) => {
    callback(null, input.payload);
  },
};

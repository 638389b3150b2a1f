function lambda(input, callback) {
  callback(null, input.payload);
}
const test = () => lambda({ payload: 1 }, (error, result) => console.info(error, result));
exports.test = test;

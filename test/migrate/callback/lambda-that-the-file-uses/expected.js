function lambda(input, callback) {
  callback(null, input.payload);
}
// migrate: [callback] The file uses the lambda itself. Move what both need into a function.
const test = () => lambda({ payload: 1 }, (error, result) => console.info(error, result));

function answer(callback, value) { callback(null, value); }
function lambda(input, callback) {
  answer(callback, input.payload);
}

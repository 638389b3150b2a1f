function answer(value, done) { done(null, value); }
function lambda(input, callback) {
  // migrate: [callback] The callback is handed to a function that is also used without it.
  if (input.payload === 1) answer(2, () => callback(null, 3));
  else answer(1, callback);
}

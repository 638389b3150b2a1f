function lambda(input, callback) {
  load(input.payload)
    .then((value) => {
      if (value < 0) {
        callback(new Error('below zero'));
      } else {
        callback(null, value);
      }
    })
    .catch((error) => {
      console.error('caught', error.message);
      callback(new Error(`wrapped: ${error.message}`));
    });
}
async function load(x) { return x.value; }

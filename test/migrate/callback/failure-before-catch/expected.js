async function lambda(input) {
  return new Promise((resolve, reject) => load(input.payload)
    .then((value) => {
      if (value < 0) {
        reject(new Error('below zero'));
      } else {
        resolve(value);
      }
    })
    .catch((error) => {
      console.error('caught', error.message);
      reject(new Error(`wrapped: ${error.message}`));
    }).catch(reject));
}
async function load(x) { return x.value; }

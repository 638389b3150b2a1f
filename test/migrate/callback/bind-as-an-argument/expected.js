function later(value, done) { setTimeout(() => done(value.error, value), 0); }
async function lambda(input) {
  // migrate: [strict-mode] In an ES module, this is undefined here. Use a variable of the file.
  if (input.payload.plain) return new Promise((resolve, reject) => later(input.payload, (error, result) => (error === undefined || error === null ? resolve(result) : reject(error))));
  else if (input.payload.bound) return new Promise((resolve, reject) => later(input.payload, resolve));
  else return new Promise((resolve, reject) => later(input.payload, (error, result) => (error === undefined || error === null ? resolve(result) : reject(error))));
}

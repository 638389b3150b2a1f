// migrate: [callback] V2 calls "async function lambda(input)". Declare the function in this way.
// migrate: [require] V2 has no exports: its functions are ES modules. Use a variable of the file.
exports.lambda = (input, callback) => {
  // migrate: [strict-mode] In an ES module, this is undefined here. Use a variable of the file.
  // migrate: [require] V2 has no exports: its functions are ES modules. Use a variable of the file.
  callback(null, this === exports);
};

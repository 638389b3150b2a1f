// migrate: [callback] V2 calls "async function lambda(input)". Declare the function in this way.
// migrate: [require] V2 has no exports: its functions are ES modules. Use a variable of the file.
exports.lambda = (input, callback) => callback(null, input.payload);

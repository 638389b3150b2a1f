// The function.
async function lambda(input) { return input.payload }

// The function.
module.exports = async function lambda(input, callback) { callback(null, input.payload) }

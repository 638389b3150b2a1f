const handler = (input, callback) => callback(null, input);
module.exports = { handler };

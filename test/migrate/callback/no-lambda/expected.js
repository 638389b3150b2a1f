// migrate: [callback] No function lambda(input, callback) is declared here. V2 calls "async function lambda(input)".
const handler = (input, callback) => callback(null, input);

// migrate: [callback] The lambda has no callback. V2 calls "async function lambda(input)" and takes what it returns.
function lambda(input) {
  return input.payload;
}

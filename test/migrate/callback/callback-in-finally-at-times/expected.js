async function lambda(input, callback) {
  // migrate: [callback] The callback is used in a way that was not understood. Return the result, or throw the failure.
  try {
    input.payload.list.push(1);
  } finally {
    if (input.payload.list) callback(null, input.payload.list);
  }
}

async function lambda(input, callback) {
  try {
    // migrate: [callback] Code runs after the callback. V2 ends the function when it returns, so do this work before, or leave it out.
    try {
      input.payload.list.push(1);
    } finally {
      callback(null, input.payload);
    }
  } catch (error) {
    console.error('lost', error.message);
  }
}

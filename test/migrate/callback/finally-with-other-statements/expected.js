const state = { open: true };
async function lambda(input, callback) {
  // migrate: [callback] Code runs after the callback. V2 ends the function when it returns, so do this work before, or leave it out.
  try {
    callback(null, state);
  } finally {
    state.open = false;
  }
}

const state = { open: true };
async function lambda(input, callback) {
  try {
    callback(null, state);
  } finally {
    state.open = false;
  }
}

const load = async (x) => x;
function lambda(input, callback) {
  load(input).then(({ payload }) => {
    // migrate: [callback] Code runs after the callback. V2 ends the function when it returns, so do this work before, or leave it out.
    try {
      payload.list.push(1);
    } finally {
      callback(null, payload);
    }
  }).catch((error) => { console.error('lost', error.message); callback(error); });
}

const load = async (x) => x;
function lambda(input, callback) {
  load(input).then(({ payload }) => {
    try {
      payload.list.push(1);
    } finally {
      callback(null, payload);
    }
  }).catch((error) => { console.error('lost', error.message); callback(error); });
}

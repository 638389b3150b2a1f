function lambda(input, callback) {
  load(input.payload)
    .then(result => {
      console.info('loaded');
      callback(null, result);
    })
    .catch(err => {
      console.error('failed', err.message);
      callback(err);
    });
}

async function load(payload) {
  if (payload.fail) throw new Error('no');
  return payload.value;
}

async function lambda(input) {
  return load(input.payload)
    .then(result => {
      console.info('loaded');
      return result;
    })
    .catch(err => {
      console.error('failed', err.message);
      throw err;
    });
}

async function load(payload) {
  if (payload.fail) throw new Error('no');
  return payload.value;
}

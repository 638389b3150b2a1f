async function lambda(input, callback) {
  let failure;
  try {
    if (input.payload.leaves) return;
    input.payload.list.push(1);
  } catch (error) {
    failure = error;
    if (input.payload.throws) throw new TypeError('another');
  } finally {
    callback(failure, input.payload.list);
  }
}

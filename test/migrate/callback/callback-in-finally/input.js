async function lambda(input, callback) {
  let result = 'none';
  try {
    if (!input.payload.ok) throw new Error('bad');
    result = 'ok';
  } catch (error) {
    result = error.message;
  } finally {
    callback(null, result);
  }
}

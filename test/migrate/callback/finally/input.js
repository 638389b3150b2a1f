async function lambda(input, callback) {
  const start = Date.now();
  try {
    if (!input.payload.ok) throw new Error('bad');
    callback(null, 'ok');
  } catch (error) {
    console.error(error.message);
    callback(error);
  } finally {
    console.info('done');
  }
}

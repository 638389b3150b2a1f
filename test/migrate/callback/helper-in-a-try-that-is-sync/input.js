async function lambda(input, callback) {
  const fail = () => { callback(new Error('failed')); };
  try {
    if (input.payload === 1) return fail();
    JSON.parse(input.payload);
    callback(null, 'ok');
  } catch (e) {
    console.error(e.message);
    callback(e);
  }
}

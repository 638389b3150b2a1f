async function lambda(input, callback) {
  const fail = () => { callback(new Error('failed')); };
  const later = async () => { callback(new Error('later')); };
  try {
    if (input.payload === 1) return fail();
    await later();
  } catch (e) {
    console.error(e.message);
    callback(e);
  }
}

async function lambda(input, callback) {
  const fail = () => { callback(new Error('failed')); };
  const later = async () => { callback(new Error('later')); };
  try {
    if (input.payload === 1) return fail();
    // migrate: [callback] The failure that goes to the callback here would be caught by the catch around it. Move it out of the try.
    await later();
  } catch (e) {
    console.error(e.message);
    callback(e);
  }
}

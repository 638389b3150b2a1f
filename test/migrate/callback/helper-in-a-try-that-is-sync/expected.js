async function lambda(input) {
  const fail = () => { return Promise.reject(new Error('failed')); };
  try {
    if (input.payload === 1) return fail();
    JSON.parse(input.payload);
    return 'ok';
  } catch (e) {
    console.error(e.message);
    throw e;
  }
}

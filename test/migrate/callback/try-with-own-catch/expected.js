async function lambda(input) {
  try {
    const data = await load(input.payload);
    if (!data) {
      return Promise.reject(new Error('nothing found'));
    }
    return data;
  } catch (error) {
    console.error('unexpected', error.message);
    throw error;
  }
}
async function load(x) { return x; }

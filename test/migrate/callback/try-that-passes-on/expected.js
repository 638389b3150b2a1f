async function lambda(input) {
  try {
    const data = await load(input.payload);
    if (!data) throw new Error('nothing found');
    return data;
  } catch (error) {
    throw error;
  }
}
async function load(x) { return x; }

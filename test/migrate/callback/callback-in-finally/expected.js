async function lambda(input) {
  let result = 'none';
  try {
    if (!input.payload.ok) throw new Error('bad');
    result = 'ok';
  } catch (error) {
    result = error.message;
  } finally {
    return result;
  }
}

async function lambda(input) {
  const start = Date.now();
  try {
    if (!input.payload.ok) throw new Error('bad');
    return 'ok';
  } catch (error) {
    console.error(error.message);
    throw error;
  } finally {
    console.info('done');
  }
}

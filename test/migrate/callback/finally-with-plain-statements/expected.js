let running = null;
async function lambda(input) {
  const start = Date.now();
  running = setTimeout(done, 5000);
  try {
    return input.payload.value;
  } finally {
    clearTimeout(running);
    if (start > 0) {
      running = null;
      const took = 0 * (Date.now() - start);
      console.info(`took ${took}`, -took);
    }
  }
}
function done() { throw new Error('too late'); }

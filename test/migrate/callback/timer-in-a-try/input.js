async function lambda(input, callback) {
  try {
    setTimeout(() => callback(null, 1), 1);
  } catch (e) {
    console.error(e.message);
    callback(e);
  }
}

async function lambda(input, callback) {
  try {
    // migrate: [callback] The failure that goes to the callback here would be caught by the catch around it. Move it out of the try.
    setTimeout(() => callback(null, 1), 1);
  } catch (e) {
    console.error(e.message);
    callback(e);
  }
}

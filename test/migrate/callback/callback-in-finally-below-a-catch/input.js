async function lambda(input, callback) {
  try {
    try {
      input.payload.list.push(1);
    } finally {
      callback(null, input.payload);
    }
  } catch (error) {
    console.error('lost', error.message);
  }
}

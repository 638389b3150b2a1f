async function lambda(input, callback) {
  try {
    input.payload.list.push(1);
  } finally {
    if (input.payload.list) callback(null, input.payload.list);
  }
}

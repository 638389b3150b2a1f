async function lambda(input, callback) {
  const { name } = input.payload;
  if (!name) {
    callback(new Error('name is missing'));
    return;
  }
  if (name === 'x') return callback(null, { short: true });
  if (name === 'y') callback('text', null);
  else callback(null, { name });
}

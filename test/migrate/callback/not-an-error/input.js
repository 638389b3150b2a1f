function lambda(input, callback) {
  const { kind, value } = input.payload;
  if (kind === 'text') return callback('plain text');
  if (kind === 'object') return callback({ statusCode: 404, message: 'not found' }, null);
  if (kind === 'template') return callback(`no ${value}`);
  callback(value, 'fine');
}

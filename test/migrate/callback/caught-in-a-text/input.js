async function lambda(input, callback) {
  try {
    JSON.parse(input.payload);
    callback(null, 'parsed');
  } catch (e) {
    callback(`${e.name}: ` + e.message.slice(0, 5).toUpperCase());
  }
}

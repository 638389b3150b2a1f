async function lambda(input) {
  try {
    JSON.parse(input.payload);
    return 'parsed';
  } catch (e) {
    throw new Error(`${e.name}: ` + e.message.slice(0, 5).toUpperCase());
  }
}

async function lambda(input) {
  for (const item of input.payload.items) {
    if (item > 2) {
      return item;
    }
  }
  return 'none';
}

async function lambda(input) {
  const { name } = input.payload;
  if (!name) {
    throw new Error('name is missing');
  }
  if (name === 'x') return { short: true };
  if (name === 'y') throw new Error('text');
  else return { name };
}

async function lambda(input) {
  if (!input.payload.ok) throw new Error('bad');
  return 'ok';
}

import path from 'path';
async function lambda(input) {
  const name = path.join('a', input.payload.name || 'nobody');
  return name;
}

const load = (x) => x;
async function lambda(input) {
  return Promise.resolve(1).then(() => { load(2); throw new Error('x'); });
}

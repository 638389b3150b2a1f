const load = async (x) => {
  if (x.fails) throw new Error('not loaded');
  return x;
};
async function lambda(input) {
  return load(input.payload).then((result) => result);
}

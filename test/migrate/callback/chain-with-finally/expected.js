const load = async (x) => x;
async function lambda(input) {
  if (input.payload.first) return load(input.payload).finally(() => console.info('end')).then((x) => x);
  else return load(input.payload).then((x) => x).finally(() => console.info('end'));
}

const load = async (x) => { if (!x.a) throw new Error('none'); return x; };
async function lambda(input) {
  return load(input.payload).catch(() => ({ a: 'default' })).then(({ a }) => a);
}

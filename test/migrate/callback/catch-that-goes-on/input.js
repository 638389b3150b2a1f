const load = async (x) => { if (!x.a) throw new Error('none'); return x; };
function lambda(input, callback) {
  load(input.payload).catch(() => ({ a: 'default' })).then(({ a }) => callback(null, a));
}

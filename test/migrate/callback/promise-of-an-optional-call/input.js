async function load(x) {
  if (x.fails) throw new Error('load failed');
  return x;
}
const loader = { load };
function lambda(input, callback) {
  Promise.resolve(input.payload).then((r) => callback(null, loader.load?.(r))).catch((e) => callback(new Error('wrapped')));
}

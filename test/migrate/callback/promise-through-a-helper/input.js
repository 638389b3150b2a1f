async function load(x) {
  if (x.fails) throw new Error('load failed');
  return x;
}
function lambda(input, callback) {
  function answer(value) { callback(null, value); }
  Promise.resolve(input.payload).then((r) => answer(load(r))).catch((e) => callback(new Error('wrapped')));
}

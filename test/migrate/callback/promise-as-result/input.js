async function load(x) {
  if (x.fails) throw new Error('load failed');
  return x;
}
function lambda(input, callback) {
  Promise.resolve(input.payload).then((r) => callback(null, r && load(r))).catch((e) => callback(new Error('wrapped')));
}

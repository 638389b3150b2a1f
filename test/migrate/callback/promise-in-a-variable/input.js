async function load(x) {
  if (x.fails) throw new Error('load failed');
  return x;
}
function lambda(input, callback) {
  let result;
  Promise.resolve(input.payload).then((r) => { result = load(r); callback(null, result); }).catch((e) => callback(new Error('wrapped')));
}

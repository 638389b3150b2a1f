async function load(x) {
  if (x.fails) throw new Error('load failed');
  return x;
}
async function lambda(input) {
  let result;
  return new Promise((resolve, reject) => Promise.resolve(input.payload).then((r) => { result = load(r); resolve(result); }).catch((e) => reject(new Error('wrapped'))).catch(reject));
}

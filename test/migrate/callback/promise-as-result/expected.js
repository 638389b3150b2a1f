async function load(x) {
  if (x.fails) throw new Error('load failed');
  return x;
}
async function lambda(input) {
  return new Promise((resolve, reject) => Promise.resolve(input.payload).then((r) => resolve(r && load(r))).catch((e) => reject(new Error('wrapped'))).catch(reject));
}

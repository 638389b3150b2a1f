async function load(x) {
  if (x.fails) throw new Error('load failed');
  return x;
}
const loader = { load };
async function lambda(input) {
  return new Promise((resolve, reject) => Promise.resolve(input.payload).then((r) => resolve(loader.load?.(r))).catch((e) => reject(new Error('wrapped'))).catch(reject));
}

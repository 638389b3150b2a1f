const load = async (x) => x;
const log = (e) => { console.error(e.message); throw e; };
function lambda(input, callback) {
  load(input.payload).then(null, log).then((x) => callback(null, x)).catch((e) => callback(e));
}

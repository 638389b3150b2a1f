const load = async (x) => x;
function lambda(input, callback) {
  load(input.payload).then((x) => callback(null, x)).then(() => console.info('after'));
}

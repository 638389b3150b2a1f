const load = async (x) => {
  if (x.fails) throw new Error('not loaded');
  return x;
};
function lambda(input, callback) {
  load(input.payload).then(callback.bind(null, null)).catch(callback.bind(null));
}

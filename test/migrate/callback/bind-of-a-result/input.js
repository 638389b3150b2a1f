const load = async (x) => x;
function lambda(input, callback) {
  setTimeout(callback.bind(null, null), 0);
}

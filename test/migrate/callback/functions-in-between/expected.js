async function lambda(input) {
  return start(input.payload);
  function start(x) {
    return load(x).then(end, failed);
  }
  function end(value) {
    return value;
    function unused() {}
    return;
  }
  function failed(error) {
    throw error;
  }
}
async function load(x) { return x; }

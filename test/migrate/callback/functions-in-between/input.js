function lambda(input, callback) {
  start(input.payload);
  function start(x) {
    load(x).then(end, failed);
  }
  function end(value) {
    callback(null, value);
    function unused() {}
    return;
  }
  function failed(error) {
    callback(error);
  }
}
async function load(x) { return x; }

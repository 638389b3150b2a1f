function lambda(input, callback) {
  const o = { get done() { callback(null, 'got'); return 1; } };
  o.done;
}

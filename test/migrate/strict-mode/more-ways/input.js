class Counter { count = this.start; static { this.made = true; } }
const list = () => { const inner = () => arguments[0]; return inner; };
function first(a) { const read = () => arguments[0]; a = 2; return read(); }
function named() { return arguments.callee.name; }
function lambda(input, callback) {
  if (input) { function again() { return 1; } }
  again = 2;
  name = 3;
  fetch = 4;
  callback(null, [Counter, list, first(1), named(), name]);
}

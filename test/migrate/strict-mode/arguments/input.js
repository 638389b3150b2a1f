function first(a) { a = 2; return arguments[0]; }
function second(a) { arguments[0] = 3; return a; }
function third(a) { return arguments.length; }
function fourth(a, b = 1) { a = 2; return arguments[0]; }
function lambda(input, callback) {
  callback(null, [first(1), second(1), third(1), fourth(1)]);
}

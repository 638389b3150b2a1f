// migrate: [strict-mode] A parameter gets another value, which arguments shows in sloppy mode and not in an ES module. Read the parameter by its name.
function first(a) { a = 2; return arguments[0]; }
// migrate: [strict-mode] A parameter gets another value, which arguments shows in sloppy mode and not in an ES module. Read the parameter by its name.
function second(a) { arguments[0] = 3; return a; }
function third(a) { return arguments.length; }
function fourth(a, b = 1) { a = 2; return arguments[0]; }
async function lambda(input) {
  return [first(1), second(1), third(1), fourth(1)];
}

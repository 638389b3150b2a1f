let name;

class Counter { count = this.start; static { this.made = true; } }
const list = () => { const inner = () => arguments[0]; return inner; };
// migrate: [strict-mode] A parameter gets another value, which arguments shows in sloppy mode and not in an ES module. Read the parameter by its name.
function first(a) { const read = () => arguments[0]; a = 2; return read(); }
// migrate: [strict-mode] An ES module has no arguments.callee. Name the function.
function named() { return arguments.callee.name; }
async function lambda(input) {
  if (input) { function again() { return 1; } }
  // migrate: [strict-mode] again is never declared. Declare it with let where it is meant.
  // migrate: [strict-mode] In an ES module, again is visible only in the block that declares it. Declare it before the block.
  again = 2;
  name = 3;
  // migrate: [strict-mode] fetch is a global of the platform, and gets another value here.
  fetch = 4;
  return [Counter, list, first(1), named(), name];
}

// migrate: [strict-mode] In an ES module, this is undefined here. Use a variable of the file.
var self = this;

async function lambda(input) {
  // migrate: [strict-mode] An ES module does not allow this: Invalid number.
  return 010;
}

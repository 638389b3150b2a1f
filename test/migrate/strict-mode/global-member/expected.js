let count;

async function lambda(input) {
  // migrate: [strict-mode] count becomes a variable of the file, which is no property of the global object. Read it by its name.
  count = (global.count || 0) + 1;
  return count;
}

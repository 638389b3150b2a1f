async function lambda(input) {
  // migrate: [require] V2 has no module: its functions are ES modules. Use a variable of the file.
  module.exports.count = (module.exports.count || 0) + 1;
  // migrate: [require] V2 has no module: its functions are ES modules. Use a variable of the file.
  return module.exports.count;
}

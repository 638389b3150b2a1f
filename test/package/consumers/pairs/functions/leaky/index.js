// biome-ignore lint/correctness/noUnusedVariables: the platform finds a lambda by its name
function lambda(_input, callback) {
  setTimeout(() => {}, 100);
  callback(null, 1);
  callback(null, 2);
}

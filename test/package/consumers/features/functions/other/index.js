// biome-ignore lint/correctness/noUnusedVariables: the platform finds a lambda by its name
function lambda(_input, callback) {
  callback(null, 'other');
}

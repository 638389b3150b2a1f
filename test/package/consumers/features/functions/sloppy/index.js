// biome-ignore lint/correctness/noUnusedVariables: the platform finds a lambda by its name
function lambda(_input, callback) {
  implicit = 'sloppy';
  callback(null, implicit);
}

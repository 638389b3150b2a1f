async function lambda(input) {
  if (input) {
    function answer() { return 1; }
  }
  // migrate: [strict-mode] In an ES module, answer is visible only in the block that declares it. Declare it before the block.
  return answer();
}

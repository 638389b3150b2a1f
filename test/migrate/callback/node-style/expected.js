async function lambda(input) {
  return new Promise((resolve, reject) => setTimeout(() => resolve(input.payload), 1));
}

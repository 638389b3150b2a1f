async function lambda(input) {
  // The callback gets an object.
  return input.payload.a ? ({ n: input.payload.n }) : Promise.reject(new Error('not a'));
}

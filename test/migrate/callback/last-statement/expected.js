async function lambda(input) {
  // Says hello.
  const name = input.payload.name;
  return `Hello ${name}`;
}

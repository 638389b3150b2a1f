async function lambda(input) {
  if ((input.payload.a || input.payload.n === 1) && input.payload.n < 2) {
    return 1;
  }
  const text = 'outer';
  {
    const text = 'inner';
    return text;
  }
}

async function lambda(input) {
  return (async () => {
    if (!input.payload.a) throw new Error('none');
    return input.payload.a;
  })();
}

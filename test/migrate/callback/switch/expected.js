async function lambda(input) {
  switch (input.payload.kind) {
    case 'a':
      return 1;
    case 'b': {
      return 2;
    }
    default:
      throw new Error('unknown kind');
  }
}

function lambda(input, callback) {
  switch (input.payload.kind) {
    case 'a':
      callback(null, 1);
      break;
    case 'b': {
      callback(null, 2);
      break;
    }
    default:
      callback(new Error('unknown kind'), null);
  }
}

const Error = class Problem { constructor(message) { this.message = message; } };
const JSON = { stringify: () => 'mine' };
function lambda(input, callback) {
  const Promise = input.payload;
  if (Promise.a) return callback([1]);
  setTimeout(() => callback('text'), 0);
}

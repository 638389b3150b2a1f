const Error = class Problem { constructor(message) { this.message = message; } };
const JSON = { stringify: () => 'mine' };
async function lambda(input) {
  const Promise = input.payload;
  if (Promise.a) throw new globalThis.Error(globalThis.JSON.stringify([1]));
  return new globalThis.Promise((resolve, reject) => setTimeout(() => reject(new globalThis.Error('text')), 0));
}

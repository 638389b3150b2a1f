async function lambda(input) {
  const args = [1];
  function h(a, b, done) { done(null, [a, b]); }
  return new Promise((resolve, reject) => h(...args, 2, (error, result) => (error === undefined || error === null ? resolve(result) : reject(error))));
}

async function lambda(input) {
  const run = (callback) => callback(null, 'inner');
  run((err, value) => { console.log(value); });
  return 'outer';
}

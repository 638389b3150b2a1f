function lambda(input, callback) {
  const run = (callback) => callback(null, 'inner');
  run((err, value) => { console.log(value); });
  callback(null, 'outer');
}

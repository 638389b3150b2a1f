function lambda(input, callback) {
  for (const x of [callback(null, 1)]) console.info(x);
}

function lambda(input, callback) {
  let cert = key = undefined;
  counter = 1;
  for (i = 0; i < 3; i++) counter += i;
  callback(null, [cert, key, counter]);
}

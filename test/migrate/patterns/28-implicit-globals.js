let cert = key = undefined;

function lambda(input, callback) {
  total = 0;
  for (i = 0; i < input.payload.items.length; i++) total += input.payload.items[i];
  callback(null, { total, cert, key });
}

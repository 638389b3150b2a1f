let key, counter, i;

async function lambda(input) {
  let cert = key = undefined;
  counter = 1;
  for (i = 0; i < 3; i++) counter += i;
  return [cert, key, counter];
}

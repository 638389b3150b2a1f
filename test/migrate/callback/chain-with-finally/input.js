const load = async (x) => x;
function lambda(input, callback) {
  if (input.payload.first) load(input.payload).finally(() => console.info('end')).then((x) => callback(null, x), callback);
  else load(input.payload).then((x) => callback(null, x)).finally(() => console.info('end'));
}

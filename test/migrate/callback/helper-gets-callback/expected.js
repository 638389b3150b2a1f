async function lambda(input) {
  return respond(input.payload);
}

function respond(payload) {
  if (payload.fail) throw new Error('failed');
  return payload.value;
}

function lambda(input, callback) {
  const fail = (text) => { if (text) callback(new Error(text)); return Boolean(text); };
  if (fail(input.payload.problem)) return;
  callback(null, 'ok');
}

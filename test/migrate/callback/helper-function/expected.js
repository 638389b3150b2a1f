async function lambda(input) {
  const fail = (text) => { throw new Error(text); };
  function succeed(value) {
    console.info('done');
    return value;
  }
  if (input.payload.fail) {
    return fail('asked to fail');
  }
  return succeed(input.payload.value);
}

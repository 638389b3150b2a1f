function lambda(input, callback) {
  if (callback && (input.payload.a || input.payload.n === 1) && input.payload.n < 2) {
    callback?.(null, 1);
    return;
  }
  const text = 'outer';
  if (callback !== undefined) {
    const text = 'inner';
    callback ? callback(null, text) : console.info(text);
  }
}

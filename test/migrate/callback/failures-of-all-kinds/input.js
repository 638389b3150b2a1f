const TEXT = 'a constant';
const problem = new Error('made before');
function lambda(input, callback) {
  const { kind } = input.payload;
  try {
    if (kind === 1) return callback('one ' + kind);
    if (kind === 2) return callback(TEXT);
    if (kind === 3) return callback(problem);
    if (kind === 4) return callback(Error('called'));
    if (kind === 5) return callback([1, { a: 2 }]);
    if (kind === 6) return callback(JSON.stringify({ kind }));
    if (kind === 7) return callback(String(kind));
    if (kind === 8) return callback(kind > 7 ? 'eight' : { kind });
    if (kind === 9) return callback(input.payload.none || 'nine');
    if (kind === 10) return callback(Object.assign(new Error('ten'), { code: 10 }));
    if (kind === 11) return callback(-kind);
    if (kind === 12) return callback(12, 'a result');
    if (kind === 13) return callback(void 0, 'fine');
    throw new RangeError('none');
  } catch (error) {
    callback(error.message);
  }
}

function lambda(input, callback) {
  outer: for (const row of input.payload.rows) {
    for (const cell of row) {
      if (cell === 'skip') continue outer;
      if (cell === 'x') { callback(null, row); return; }
    }
  }
  if (input.payload.rows.length > 0) callback(null, 'no row');
  else callback(new Error('empty'));
}

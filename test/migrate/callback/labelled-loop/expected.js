async function lambda(input) {
  outer: for (const row of input.payload.rows) {
    for (const cell of row) {
      if (cell === 'skip') continue outer;
      if (cell === 'x') { return row; }
    }
  }
  if (input.payload.rows.length > 0) return 'no row';
  else throw new Error('empty');
}

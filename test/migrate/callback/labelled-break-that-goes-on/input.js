function lambda(input, callback) {
  search: for (const row of input.payload.rows) {
    for (const cell of row) {
      if (cell === 'x') { callback(null, row); break search; }
    }
  }
  console.info('searched');
}

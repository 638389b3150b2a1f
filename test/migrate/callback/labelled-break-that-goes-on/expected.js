function lambda(input, callback) {
  search: for (const row of input.payload.rows) {
    for (const cell of row) {
      // migrate: [callback] Code runs after the callback. V2 ends the function when it returns, so do this work before, or leave it out.
      if (cell === 'x') { callback(null, row); break search; }
    }
  }
  console.info('searched');
}

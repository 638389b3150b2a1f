function lambda(input, callback) {
  found: {
    for (const row of input.payload.rows) {
      if (row.x) { callback(null, row); break found; }
    }
    callback(new Error('none'));
  }
}

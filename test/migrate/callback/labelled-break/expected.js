async function lambda(input) {
  found: {
    for (const row of input.payload.rows) {
      if (row.x) { return row; }
    }
    throw new Error('none');
  }
}

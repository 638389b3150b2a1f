function lambda(input, callback) {
  let found = input.payload.n
  const done = callback
  ;[1, 2].forEach((n) => { if (n > found) found = n })
  const raw = String.raw
  const end = callback;
  `a`.trim()
  if (found > 1) end(null, raw`x`)
  else done(null, found)
}

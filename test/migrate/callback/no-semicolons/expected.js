async function lambda(input) {
  let found = input.payload.n
  ;[1, 2].forEach((n) => { if (n > found) found = n })
  const raw = String.raw
  ;`a`.trim()
  if (found > 1) return raw`x`
  else return found
}

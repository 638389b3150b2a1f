async function lambda(input) {
  return input.payload.ok ? ({ ok: true }) : Promise.reject(new Error('not ok'));
}

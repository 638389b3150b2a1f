async function lambda(input, callback) {
  const finish = async () => { if (input.payload.a) callback(null, 'a'); else callback(null, 'b'); };
  finish().catch((e) => callback(e));
}

async function lambda(input) {
  const finish = async () => { if (input.payload.a) return 'a'; else return 'b'; };
  return finish().catch((e) => { throw e; });
}

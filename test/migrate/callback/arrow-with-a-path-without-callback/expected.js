// migrate: [callback] A path through this function ends without the callback. V1 waited for its time limit there, and V2 answers with nothing.
async function lambda(input) {
  if (input.payload.a) return input.payload.n;
}

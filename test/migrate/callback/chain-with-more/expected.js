const load = async (x) => x;
function lambda(input, callback) {
  // migrate: [callback] Code runs after the callback. V2 ends the function when it returns, so do this work before, or leave it out.
  load(input.payload).then((x) => callback(null, x)).then(() => console.info('after'));
}

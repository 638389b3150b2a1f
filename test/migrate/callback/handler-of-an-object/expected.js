const load = async (x) => x;
const handlers = { done: (x) => x };
function lambda(input, callback) {
  // migrate: [callback] Code runs after the callback. V2 ends the function when it returns, so do this work before, or leave it out.
  handlers.fail = (e) => callback(e);
  load(input.payload).then(handlers.done).then((x) => callback(null, x), handlers.fail);
}

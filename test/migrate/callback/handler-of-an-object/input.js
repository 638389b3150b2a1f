const load = async (x) => x;
const handlers = { done: (x) => x };
function lambda(input, callback) {
  handlers.fail = (e) => callback(e);
  load(input.payload).then(handlers.done).then((x) => callback(null, x), handlers.fail);
}

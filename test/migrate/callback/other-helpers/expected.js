let change = () => undefined;
function lambda(input, callback) {
  let finish = (x) => callback(null, x);
  // migrate: [callback] The function finish, which calls the callback, gets another value here.
  finish = change;
  finish(1);
}

let change = () => undefined;
function lambda(input, callback) {
  let finish = (x) => callback(null, x);
  finish = change;
  finish(1);
}

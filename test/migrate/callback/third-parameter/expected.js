// migrate: [callback] The lambda has a third parameter, which the platform does not give.
function lambda(input, callback, context) {
  callback(null, context);
}

const load = async (id) => ({ id });

function lambda(input, callback) {
  load(input.payload.id)
    .then((order) => callback(null, order))
    .catch((error) => console.error(error.message));
}

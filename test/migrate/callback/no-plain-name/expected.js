// migrate: [callback] The callback has no plain name.
function lambda(input, { done }) {
  done(null, 1);
}

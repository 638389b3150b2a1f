function lambda(input, { done }) {
  done(null, 1);
}

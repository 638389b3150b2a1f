async function lambda(input) {
  /* no error*/ return { a: 1 } /* the result*/;
}

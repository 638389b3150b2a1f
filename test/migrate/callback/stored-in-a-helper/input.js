function lambda(input, callback) {
  const done = callback, text = 'x';
  const answer = (value) => {
    const finish = done;
    finish(null, value + text);
  };
  if (input.payload.a) return answer(input.payload.a);
  setTimeout(() => { done('none'); }, 0);
}

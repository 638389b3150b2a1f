async function lambda(input) {
  const text = 'x';
  const answer = (value) => {
    return value + text;
  };
  if (input.payload.a) return answer(input.payload.a);
  return new Promise((resolve, reject) => setTimeout(() => { reject(new Error('none')); }, 0));
}

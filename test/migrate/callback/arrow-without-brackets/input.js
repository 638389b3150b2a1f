const prefix = String('n');
const lambda = async input => {
  return prefix + input.payload.n;
};

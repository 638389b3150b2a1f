const lambda = async (input) => {
  return input.payload;
};

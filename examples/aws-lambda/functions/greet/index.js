function lambda(input, callback) {
  console.info('greets', input.payload.name);
  callback(null, `${process.env.GREETING} ${input.payload.name}`);
}

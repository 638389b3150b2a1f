const lambda = async input => ({ n: input.payload.n });
module.exports = { lambda };

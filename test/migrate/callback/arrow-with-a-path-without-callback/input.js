const lambda = (input, callback) => input.payload.a && callback(null, input.payload.n);

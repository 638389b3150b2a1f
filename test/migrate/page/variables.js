async function lambda(input, callback) {
  const zone = process.env.CONTEXT_SERVICE_ENVIRONMENT;
  callback(null, `${zone} of ${process.env.BRAND_ID}`);
}

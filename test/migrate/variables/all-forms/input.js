const { BRAND_ID, MY_OWN } = process.env;
const { LAMBDA_UUID: id } = process.env;

function lambda(input, callback) {
  const zone = process.env.CONTEXT_SERVICE_ENVIRONMENT;
  callback(null, [BRAND_ID, MY_OWN, id, process.env['BRAND_ID'], process.env.LAMBDA_UUID, zone]);
}

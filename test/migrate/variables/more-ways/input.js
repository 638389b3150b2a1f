const env = process.env;
const { DC, ...others } = env;
let late;
({ LAMBDA_UUID: late } = process.env);
const read = (all, name) => all[name];
function lambda(input, callback) {
  callback(null, [DC, others, late, env['BRAND_ID'], read(env, 'LAMBDA_UUID'), input.payload.BRAND_ID, 'BRAND_ID']);
}

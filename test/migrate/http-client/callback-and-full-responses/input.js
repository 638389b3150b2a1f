const { Toolbelt } = require('lp-faas-toolbelt');
const http = Toolbelt.HTTPClient();
const FULL = { method: 'GET', resolveWithFullResponse: true };
const returned = () => http('https://a.example/1', { method: 'GET', resolveWithFullResponse: true });
async function lambda(input, callback) {
  http('https://a.example/2', { method: 'GET' }, (error, response) => console.info(error, response));
  const [one, two] = await http('https://a.example/3', { method: 'GET', resolveWithFullResponse: true });
  const { caseless } = await http('https://a.example/4', { method: 'GET', resolveWithFullResponse: true });
  console.info((await http('https://a.example/5', { method: 'GET', resolveWithFullResponse: true })).body);
  console.info(await http('https://a.example/6', { method: 'GET', resolveWithFullResponse: true }));
  const response = await http('https://a.example/7', FULL);
  const { body } = response;
  const text = JSON.stringify(await http('https://a.example/8', FULL));
  http('https://a.example/9', FULL).then(input.handler);
  const list = await Promise.all([http('https://a.example/10', FULL), returned()]);
  callback(null, [one, two, caseless, body, text, list.length]);
}

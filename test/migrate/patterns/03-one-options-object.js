const { Toolbelt } = require('lp-faas-toolbelt');
const request = Toolbelt.HTTPClient();

function lambda(input, callback) {
  const options = {
    url: 'https://tickets.example.com/api/tickets',
    method: 'post',
    json: true,
    body: { subject: input.payload.subject, priority: 'high' },
  };
  request(options)
    .then((ticket) => callback(null, { id: ticket.id }))
    .catch((err) => callback(err, null));
}

const { Toolbelt } = require("lp-faas-toolbelt");
const client = Toolbelt.MTLSClient({ cert: "c", key: "k" });

async function lambda(input, callback) {
  callback(null, await client.get("https://a.example.com/", {}, { json: true }));
}

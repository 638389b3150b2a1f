import { Toolbelt } from "core-functions-toolbelt";
const client = Toolbelt.MTLSClient({ cert: "c", key: "k" });

async function lambda(input) {
  // migrate: [mtls] Whether the third argument is a body or options is not visible. Give url, headers, body and options.
  return await client.get("https://a.example.com/", {}, { json: true });
}

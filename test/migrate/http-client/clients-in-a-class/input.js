const { Toolbelt } = require('lp-faas-toolbelt');

class ShopError extends Error {}

class Shop {
  #lpClient = Toolbelt.LpClient();
  secrets = Toolbelt.SecretClient();
  http;

  constructor(host) {
    this.host = host;
    this.http = Toolbelt.HTTPClient();
  }

  async items() {
    const { value } = await this.secrets.readSecret('shop-key');
    return this.http(`https://${this.host}/items`, { method: 'GET', headers: { key: value }, json: true });
  }

  async history() {
    const load = () => this.#lpClient('msgHist', '/history', { method: 'GET', json: true });
    return load();
  }
}

async function lambda(input, callback) {
  try {
    const shop = new Shop('shop.example.com');
    callback(null, [await shop.items(), await shop.history()]);
  } catch (error) {
    callback(error);
  }
}

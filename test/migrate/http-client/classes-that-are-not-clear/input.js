const { Toolbelt } = require('lp-faas-toolbelt');

class Base {
  constructor() {
    this.http = Toolbelt.HTTPClient();
  }
}

class Shop extends Base {
  items() {
    return this.http('https://api.example.com/items');
  }
}

class Store {
  client = Toolbelt.HTTPClient();

  items() {
    const { client } = this;
    return client('https://api.example.com/items');
  }
}

class Depot {
  sender = Toolbelt.HTTPClient();
}

async function lambda(input, callback) {
  const items = await new Depot().sender('https://api.example.com/items');
  callback(null, [items, await new Shop().items(), await new Store().items()]);
}

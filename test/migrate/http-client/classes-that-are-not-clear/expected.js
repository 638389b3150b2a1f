import { Toolbelt } from 'core-functions-toolbelt';

class Base {
  constructor() {
    // migrate: [http-client] HTTPClient is used in a way that was not understood. V2 has fetch in its place.
    // migrate: [http-client] V2 has no HTTPClient. Use fetch.
    this.http = Toolbelt.HTTPClient();
  }
}

class Shop extends Base {
  items() {
    return this.http('https://api.example.com/items');
  }
}

class Store {
  // migrate: [http-client] HTTPClient is used in a way that was not understood. V2 has fetch in its place.
  // migrate: [http-client] V2 has no HTTPClient. Use fetch.
  client = Toolbelt.HTTPClient();

  items() {
    const { client } = this;
    return client('https://api.example.com/items');
  }
}

class Depot {
  // migrate: [http-client] HTTPClient is used in a way that was not understood. V2 has fetch in its place.
  // migrate: [http-client] V2 has no HTTPClient. Use fetch.
  sender = Toolbelt.HTTPClient();
}

async function lambda(input) {
  const items = await new Depot().sender('https://api.example.com/items');
  return [items, await new Shop().items(), await new Store().items()];
}

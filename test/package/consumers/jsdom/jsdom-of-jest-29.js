const { TestEnvironment } = require('jest-environment-jsdom');

/** jsdom without what the one of Jest 29 lacks. */
module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    const { URL, AbortSignal } = this.global;
    delete URL.canParse;
    delete URL.parse;
    delete AbortSignal.any;
    delete AbortSignal.timeout;
  }
};

// Reports which of Node's own modules come along when the package is loaded.
const nativeModules = () =>
  process.moduleLoadList
    .filter((entry) => entry.startsWith('NativeModule '))
    .map((entry) => entry.slice('NativeModule '.length));

const before = nativeModules();
require(process.argv[2]);
const added = nativeModules().filter((name) => !before.includes(name));
console.log(JSON.stringify({ before, added: added.filter((name) => !name.startsWith('internal/')) }));

async function lambda(input) {
  const require = (name) => ({ name });
  const fs = require('fs');
  return fs.name;
}

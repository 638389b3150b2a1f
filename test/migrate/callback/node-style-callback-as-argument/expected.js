import util from 'util';

async function lambda(input) {
  return new Promise((resolve, reject) => later(input.payload, (error, result) => (error === undefined || error === null ? resolve(result) : reject(error))));
}
const later = util.callbackify(async (x) => x);

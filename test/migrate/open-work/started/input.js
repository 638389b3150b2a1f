async function work(x) { console.info(x); }
async function lambda(input, callback) {
  input.payload.items.forEach(async (item) => { await work(item); });
  Promise.all(input.payload.items.map(work)).then(() => console.info('all'));
  setTimeout(() => console.info('later'), 10);
  await new Promise((resolve) => { setTimeout(resolve, 10); });
  callback(null, 'ok');
}

async function work(x) { console.info(x); }
async function lambda(input) {
  // migrate: [open-work] Nothing waits for the async functions that are started here. V2 may stop them when the function returns: write await Promise.all(items.map(…)).
  input.payload.items.forEach(async (item) => { await work(item); });
  // migrate: [open-work] Nothing waits for this work. V2 may stop it when the function returns: put await before it.
  Promise.all(input.payload.items.map(work)).then(() => console.info('all'));
  // migrate: [open-work] Nothing waits for what runs later here. V2 may stop it when the function returns: await a promise of it, or leave it out.
  setTimeout(() => console.info('later'), 10);
  await new Promise((resolve) => { setTimeout(resolve, 10); });
  return 'ok';
}

async function lambda(input) {
  try {
    await fetch('https://hooks.example.com/x', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ seen: true }),
      redirect: 'manual',
    });
  } catch {
    console.warn('no report');
  }
  return 'ok';
}

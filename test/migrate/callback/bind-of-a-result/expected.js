const load = async (x) => x;
async function lambda(input) {
  return new Promise((resolve, reject) => setTimeout(resolve, 0));
}

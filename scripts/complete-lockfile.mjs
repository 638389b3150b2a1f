// Adds to package-lock.json the optional platform packages that the registry at hand does not carry.
// npm leaves them out when it writes the file and then misses them in `npm ci`; their versions are exact in
// their parents. Run it after a change of development dependencies: node scripts/complete-lockfile.mjs
import { readFileSync, writeFileSync } from 'node:fs';

const FILE = 'package-lock.json';
const OS = /android|darwin|linux|win32|freebsd|openharmony|netbsd|openbsd|sunos|aix/;
const CPU = /(?:^|-)(arm64|arm|x64|ia32|ppc64|riscv64|s390x|loong64|wasm32)(?:-|$)/;

const lock = JSON.parse(readFileSync(FILE, 'utf8'));
const { packages } = lock;
let added = 0;
for (const [path, entry] of Object.entries({ ...packages })) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const top = `node_modules/${name}`;
    const nested = `${path}/${top}`;
    const isExact = /^\d+\.\d+\.\d+$/.test(version);
    if (!isExact || (packages[nested] ?? packages[top])?.version === version) continue;
    packages[packages[top] ? nested : top] = platformPackage(name.split('/').pop(), version);
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} entries added`);

/** What npm would have written, as far as the name tells. */
function platformPackage(name, version) {
  const os = OS.exec(name)?.[0];
  const cpu = CPU.exec(name)?.[1];
  const libc = name.includes('musl') ? 'musl' : name.includes('gnu') && os === 'linux' ? 'glibc' : undefined;
  return {
    version,
    ...(cpu && { cpu: [cpu] }),
    dev: true,
    ...(libc && { libc: [libc] }),
    optional: true,
    ...(os && { os: [os] }),
  };
}

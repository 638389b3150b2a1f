// What a package weighs: its tarball, and what `npm install` of it brings. Each is installed for real, in a folder of
// its own; where no registry answers, the figures of others are those of the day they were taken, and the page says so.
import { execFile } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { MB, mb, ROOT, times } from './lib/measure.mjs';

const execute = promisify(execFile);

/** `stated` figures are not measured here, and the page says so. */
const OTHERS = [
  // It comes inside of the command line below, and no package of its own is published that could be installed here.
  { title: 'the public mock of the toolbelt with its dependencies', stated: { size: 108, packages: 128 } },
  {
    title: 'liveperson-functions-cli 1.31.13, which holds the mock',
    install: ['liveperson-functions-cli@1.31.13'],
  },
  {
    title: 'request-promise-native with request',
    install: ['request-promise-native@1.0.9', 'request@2.88.2'],
  },
  {
    title: 'request-promise with request',
    install: ['request-promise@4.2.6', 'request@2.88.2'],
  },
  { title: 'axios 1', install: ['axios@1'] },
  { title: 'got 14', install: ['got@14.6.6'] },
];

async function npm(args, cwd) {
  const { stdout } = await execute('npm', [...args, '--loglevel=error'], { cwd, maxBuffer: 64 * MB });
  return stdout;
}

/** Bytes of files (no links), and packages, below a folder. */
function weigh(folder) {
  let [bytes, packages] = [0, 0];
  for (const entry of readdirSync(folder, { recursive: true })) {
    const file = join(folder, entry);
    const stat = lstatSync(file);
    if (!stat.isFile()) continue;
    bytes += stat.size;
    if (
      /(^|node_modules\/)(@[^/]+\/)?[^/]+\/package\.json$/.test(entry) &&
      'version' in JSON.parse(readFileSync(file))
    ) {
      packages += 1;
    }
  }
  return { size: bytes / MB, packages };
}

async function install(folder, name, packages, options = []) {
  const target = join(folder, name);
  mkdirSync(target);
  writeFileSync(join(target, 'package.json'), '{ "private": true }');
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
  try {
    await npm(['install', ...quiet, ...options, ...packages], target);
  } catch (error) {
    process.stderr.write(
      `size: ${packages.join(' ')} could not be installed: ${error.message.split('\n')[0]}\n`,
    );
    return undefined;
  }
  return weigh(join(target, 'node_modules'));
}

export async function run({ quick }) {
  const folder = mkdtempSync(join(tmpdir(), 'lp-faas-toolbelt-size-'));
  try {
    const to = ['--pack-destination', folder];
    // The build is there already: that is what is measured.
    const [packed] = JSON.parse(await npm(['pack', '--json', '--ignore-scripts', ...to], ROOT));
    const tarball = join(folder, packed.filename);
    const installed = async (...args) => (quick ? undefined : install(folder, ...args));
    const rows = [
      { title: 'lp-faas-toolbelt', ours: true, measured: await installed('ours', [tarball]) },
      {
        title: 'lp-faas-toolbelt without jsforce (--omit=optional)',
        ours: true,
        measured: await installed('bare', [tarball], ['--omit=optional']),
      },
    ];
    for (const [index, other] of OTHERS.entries()) {
      const measured = other.install && (await installed(`other-${index}`, other.install));
      rows.push({ ...other, measured });
    }
    return [table(packed, rows)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function table(packed, rows) {
  const figures = rows.map((row) => ({ ...row, ...(row.measured ?? row.stated) }));
  const ours = figures[0];
  const known = figures.filter(({ size }) => size !== undefined);
  const stated = figures.filter(({ measured, size }) => !measured && size !== undefined);
  const absent = figures.filter(({ size }) => size === undefined);
  const smaller = known.filter(
    ({ ours: isOurs, size }) => !isOurs && ours.size !== undefined && size < ours.size,
  );
  return {
    title: 'Size',
    text:
      `The tarball is ${mb(packed.size / MB)} packed and ${mb(packed.unpackedSize / MB)} unpacked, ` +
      `${packed.files.length} files, of which ${mb(bytesOf(packed, '.map') / MB)} are source maps. Install size is the ` +
      'sum of all files that `npm install` writes below node_modules, packages are those it writes there, the package ' +
      'itself included.',
    head: ['package', 'install size', 'packages', 'relative to ours'],
    rows: figures.map(({ title, size, packages }) => [
      title,
      size === undefined ? 'not measured' : mb(size),
      packages === undefined ? 'not measured' : String(packages),
      size === undefined || ours.size === undefined ? '' : times(size / ours.size),
    ]),
    remarks: [
      {
        applies: stated.length > 0,
        text: `Not measured in this run but stated: ${stated.map(({ title }) => title).join(', ')}.`,
      },
      {
        applies: absent.length > 0,
        text: `Not measured, since nothing was installed: ${absent.map(({ title }) => title).join(', ')}.`,
      },
      {
        applies: smaller.length > 0,
        text:
          `Smaller: ${smaller.map(({ title }) => title).join(', ')}. They are HTTP clients; ours holds ten clients, the ` +
          'test kit and the command line, jsforce for SFClient (which can be left out), undici for MTLSClient, and got ' +
          'and zod bundled.',
      },
    ],
    chart: {
      file: 'size.svg',
      title: 'Install size',
      description: 'Megabytes that npm install writes; less is better.',
      groups: [
        {
          bars: known.map(({ title, size, packages, ours: isOurs }) => ({
            label: title.replace(/ with its.*|, which.*| \(.*/, ''),
            value: size,
            text: `${mb(size)}, ${packages} packages`,
            ours: isOurs,
          })),
        },
      ],
    },
  };
}

function bytesOf({ files }, ending) {
  return files.filter(({ path }) => path.endsWith(ending)).reduce((sum, { size }) => sum + size, 0);
}

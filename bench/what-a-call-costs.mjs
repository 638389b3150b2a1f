// Kept by hand: what a profile of our own path showed, and what was done about it. Shown beside the figures of a call.

/** Ratios are medians of 21 rounds, both builds in turns (compare.mjs), on a machine that was busy with other work. */
export const WHAT_A_CALL_COSTS = {
  title: 'What a call costs',
  text:
    'A CPU profile of 20,000 small calls, 20 at a time, showed these as the largest costs that were ours to save. Ratios ' +
    'are CPU per call after and before each step, GET of a small body; they were taken on a busy machine, so that a ' +
    'few hundredths are chance.',
  head: ['cost', 'what was done', 'http, 1 at a time', 'http, 20 at a time', 'https, 20 at a time'],
  rows: [
    [
      'got between the toolbelt and Node',
      'got made options and a stream of its own for each request, though each of its features was switched off. Now ' +
        'node:http and node:https send the request themselves. The ratios of this row were taken on a quiet machine.',
      '0.66 ×',
      '0.59 ×',
      '0.68 ×',
    ],
    [
      'An AbortController for each call',
      'With its EventTarget, its listeners and their collection. A plain object does the same; an AbortSignal is made ' +
        'where a CONNECT needs one.',
      '0.94 ×',
      '0.94 ×',
      '0.90 ×',
    ],
    [
      'Headers and look-ups',
      'Header maps were copied by generators and matched by patterns four times a hop, `DEBUG` was parsed for each call, ' +
        'and the limiter’s key was looked up with the limiter off, as it is in these tables.',
      '0.96 ×',
      '0.96 ×',
      '0.91 ×',
    ],
    [
      'Copies of options made by spreading',
      'V8 takes about a microsecond for each property that is added to an object after it was copied with `...`. A call ' +
        'did so some thirty times. The options, the hop and its headers are now built in one go.',
      '—',
      '0.65 ×',
      '—',
    ],
    [
      'Settings files, and parts of the call that nobody reads',
      'The files are looked at every 100 ms at most. The event emitter, the upload, the destinations of `.pipe` and the ' +
        'names of misspelt options are made or looked up only if there is something to do.',
      '—',
      '0.90 ×',
      '—',
    ],
    [
      'Modules that Node looks up, and functions that are read through getters',
      'Each `require` of a module of Node brings the list of its exports up to date. A request did so twice; now the ' +
        'modules are remembered. What a call runs is one file, and the files of the package read each other’s functions ' +
        'as plain properties. Promises, copies of options and listeners that a plain call does not need are gone.',
      '—',
      '0.84 ×',
      '—',
    ],
  ],
  remarks: [
    {
      applies: true,
      text:
        'What remains, in that profile: the write to the socket (a third of the call, for everybody), and 2 % each for ' +
        'variables of the environment, which every call reads, and for the check of the URL; 1 % for the timer that ' +
        'closes idle connections before the server does. To ' +
        'profile: `node --cpu-prof bench/lib/client-process.mjs ours <url>`; to compare two builds: ' +
        '`node bench/compare.mjs <dist before> <dist after>`.',
    },
  ],
};

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
    [
      'A write for each answer',
      'A write to an idle server wakes it. A call was written as soon as the answer before it was read, so each of 20 calls ' +
        'woke the server. Now a call starts one turn of the event loop later, as in request, and the calls of one turn are ' +
        'written together. One at a time, the turn costs a little.',
      '1.04 ×',
      '0.86 ×',
      '0.86 ×',
    ],
  ],
  remarks: [
    {
      applies: true,
      text:
        'Of 1 MB, one at a time, a GET took 1.2 to 1.5 × node:http. The chunks of the body were freed before its text was ' +
        'made. A collection in between left the top of the heap empty, glibc gave that memory back to the system, and the ' +
        'next body asked for it again, page by page: 670 to 1,050 page faults a call, and 570 to 600 with node:http. Now ' +
        'the chunks are held until the body is decoded: 0.87 to 0.91 × of the time before, and 550 to 630 page faults.',
    },
    {
      applies: true,
      text:
        'To profile: `node --cpu-prof bench/lib/client-process.mjs ours <url>`; to compare two builds: ' +
        '`node bench/compare.mjs <dist before> <dist after>`.',
    },
  ],
};

/**
 * Kept by hand, too: shares of a profile, and ratios of builds in which one part was left out to the whole build. All
 * builds took turns, in 41 rounds of 200 calls, on a machine whose load was 12 on 2 cores.
 */
export const WHAT_IS_LEFT = {
  title: 'What is left, and a call without it',
  text:
    'The ten largest costs in a CPU profile of 40,000 small calls, 20 at a time on http, and three more. The ratios are ' +
    'CPU per call of a build without that part to the whole build, 20 at a time: medians of 61 rounds of 200 calls on a quiet ' +
    'machine, in which all builds ran in turns. 0.03 are chance.',
  head: ['cost', 'what it is for', 'share of the profile', 'http, without it', 'https, without it'],
  rows: [
    [
      'Write to the socket',
      'The system call that sends the request. node:http alone has it, too.',
      '30 %',
      '—',
      '—',
    ],
    [
      'URL',
      'Parses the URL of the call, checks its host, and writes it as request does. Without it: each URL is parsed once for ' +
        'the process.',
      '5.6 %',
      '0.88 ×',
      '0.90 ×',
    ],
    [
      'Body of the answer',
      'Joins the chunks, decodes the text and parses the JSON. node:http alone does so, too.',
      '4.9 %',
      '0.89 ×',
      '0.94 ×',
    ],
    [
      'Variables of the environment',
      'Ten look-ups a call: account, function, settings file, proxies and DEBUG. A change counts for the next call.',
      '3.2 %',
      '0.92 ×',
      '0.95 ×',
    ],
    ['Garbage collection', 'What a call leaves behind, most of it in node:http.', '3.0 %', '—', '—'],
    [
      'Promises',
      'The steps of a call that may have to wait: its body, the rate limit, the answer, `transform`.',
      '2.9 %',
      '—',
      '—',
    ],
    [
      'Idle time of kept connections',
      'Closes a connection before the server does, and at once if bytes arrive on it that nobody asked for.',
      '2.4 %',
      '0.96 ×',
      '1.03 ×',
    ],
    [
      'Hop and headers',
      'A copy of the headers for each hop, since a redirect and a signature change them, and their form on the wire.',
      '2 %',
      '0.98 ×',
      '0.97 ×',
    ],
    [
      'Options without a prototype',
      'What somebody has put on `Object.prototype` is no option of a call.',
      '0.6 %',
      '1.02 ×',
      '1.00 ×',
    ],
    [
      'Size limit',
      'Counts the bytes of the answer, and compares `content-length`.',
      '0.3 %',
      '0.98 ×',
      '0.99 ×',
    ],
    ['Whitelist, rate limit and proxy', 'With the limit off, as in these tables.', '—', '0.98 ×', '0.97 ×'],
    ['Events of request, and `abort`', 'Nobody listens in these tables.', '—', '1.00 ×', '1.02 ×'],
    [
      'All of these that are ours',
      'The pipeline without URL, environment, idle time, headers, prototypes, size limit, rules and events.',
      '—',
      '0.68 ×',
      '0.73 ×',
    ],
  ],
};

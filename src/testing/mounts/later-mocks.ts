import type { NockModule } from '../nock';

/**
 * Remembers which interceptors nock has.
 *
 * @returns a function that removes those that were added since, so that the next test does not get the answers of this one. nock names its
 *   interceptors only as text. One whose host is a pattern can therefore be removed only together with all others.
 */
export function removeLaterMocks(nock: NockModule): () => void {
  const before = new Set(nock.activeMocks());
  return () => {
    const later = nock.activeMocks().filter((mock) => !before.has(mock));
    for (const mock of later) {
      const [method = '', address = ''] = mock.split(' ');
      if (!URL.canParse(address)) continue;
      const { protocol, hostname, port } = new URL(address);
      const path = address.slice(address.indexOf('/', address.indexOf('//') + 2));
      const number = Number(port) || (protocol === 'https:' ? 443 : 80);
      nock.removeInterceptor({ method, proto: protocol.slice(0, -1), hostname, port: number, path });
    }
    if (before.size === 0) nock.cleanAll();
  };
}

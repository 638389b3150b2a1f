import { useEffect, useState } from '../preact';

/** Where the page is: the segments and the query after `#` in its address. */
export interface Place {
  segments: string[];
  query: URLSearchParams;
}

/** The address of a place. */
export function linkTo(...segments: string[]): string {
  return `#/${segments.map(encodeURIComponent).join('/')}`;
}

export function goTo(link: string): void {
  location.hash = link;
}

export function usePlace(): Place {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = () => setHash(location.hash);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  return {
    segments: path.split('/').filter(Boolean).map(decodeURIComponent),
    query: new URLSearchParams(search),
  };
}

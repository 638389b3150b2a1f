import type { HostEvent } from '../../host/observe/types';
import { useCallback, useEffect, useRef, useState } from '../preact';
import { get } from './api';
import { type Connection, observe, watchConnection } from './live';

/** The shortest time between two readings of a view while many events arrive, in milliseconds. */
const REFRESH_MS = 300;

/** What a view has read so far. */
export interface Data<Value> {
  value: Value | undefined;
  /** Why the last reading failed. */
  problem: string | undefined;
  refresh(): void;
}

/** Reads a path of the API, and reads it again after certain events and after a lost connection. */
export function useData<Value>(path: string, types: readonly HostEvent['type'][] = []): Data<Value> {
  const [kept, setKept] = useState<{ path: string; value?: Value; problem?: string }>({ path });
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const current = useRef(path);
  current.current = path;
  const read = useCallback(async () => {
    timer.current = undefined;
    const asked = current.current;
    try {
      const value = await get<Value>(asked);
      if (asked === current.current) setKept({ path: asked, value });
    } catch (error) {
      if (asked !== current.current) return;
      setKept((before) => ({ ...before, problem: (error as Error).message }));
    }
  }, []);
  const soon = useCallback(() => {
    timer.current ??= setTimeout(read, REFRESH_MS);
  }, []);
  useEffect(() => void read(), [path]);
  useEffect(() => {
    const stop = observe(({ type }) => types.includes(type) && soon());
    const unwatch = watchConnection((state) => state === 'live' && soon());
    return () => {
      stop();
      unwatch();
      clearTimeout(timer.current);
    };
  }, []);
  // When only the filter of a list changes, the old list stays until the new one has arrived.
  const isSame = kept.path.split('?')[0] === path.split('?')[0];
  return isSame
    ? { value: kept.value, problem: kept.problem, refresh: read }
    : { value: undefined, problem: undefined, refresh: read };
}

/** Whether events arrive. */
export function useConnection(): Connection {
  const [state, setState] = useState<Connection>('connecting');
  useEffect(() => watchConnection(setState), []);
  return state;
}

/** Runs an action for a button. The action may fail. A second press waits for the first one. */
export function useAction<Args extends unknown[]>(act: (...args: Args) => Promise<void>) {
  const [state, setState] = useState<{ busy: boolean; problem?: string }>({ busy: false });
  const run = async (...args: Args): Promise<void> => {
    if (state.busy) return;
    setState({ busy: true });
    try {
      await act(...args);
      setState({ busy: false });
    } catch (error) {
      setState({ busy: false, problem: (error as Error).message });
    }
  };
  return { run, ...state };
}

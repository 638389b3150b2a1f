import type { NockModule } from '../nock';
import type { Account } from '../platform/account';
import { mountNockFront } from './mount-nock';

interface Place {
  origin: string;
  /** The name under which the faults of this origin were added. */
  target: string;
  isActive: () => boolean;
}

/** Plays faults on origins that have no double, or whose double is not on nock. It is asked before all other mounts. */
export class FaultFront {
  readonly #places: Place[] = [];

  /** Plays the faults of `target` on an origin while `isActive` returns true. */
  add(origin: string, target: string, isActive: () => boolean): void {
    const isKnown = this.#places.some((place) => place.origin === origin && place.target === target);
    if (!isKnown) this.#places.push({ origin, target, isActive });
  }

  /** @returns removes the mount */
  mount(nock: NockModule, account: Account): () => void {
    return mountNockFront(
      nock,
      (origin) => this.#targetAt(origin) !== undefined,
      (request) => {
        const { origin } = new URL(request.url);
        const target = this.#targetAt(origin) ?? origin;
        // When calls overlap, another call may have met the last fault meanwhile. Then there is no service to ask.
        return account.serve(target, request, () => ({ status: 503 }));
      },
    );
  }

  #targetAt(origin: string): string | undefined {
    return this.#places.find((place) => place.origin === origin && place.isActive())?.target;
  }
}

import type { DoubleHandler } from '../doubles/double';
import type { NockModule } from '../nock';
import type { Account } from '../platform/account';
import { askAgain } from './ask-again';
import { mountNockFront } from './mount-nock';

interface Place {
  origin: string;
  /** The name under which the faults of this origin were added. */
  target: string;
  isActive: () => boolean;
  handle?: DoubleHandler;
}

/**
 * Plays faults on origins that have no double, or whose double is not on nock. Also answers for the hosts of the test. It is asked before
 * all other mounts.
 */
export class Front {
  readonly #places: Place[] = [];

  /** Plays the faults of `target` on an origin while `isActive` returns true. */
  addFaults(origin: string, target: string, isActive: () => boolean): void {
    const isKnown = this.#places.some((place) => place.origin === origin && place.target === target);
    if (!isKnown) this.#places.unshift({ origin, target, isActive });
  }

  /** Answers all requests to an origin. */
  addHost(origin: string, target: string, handle: DoubleHandler): void {
    this.#places.push({ origin, target, isActive: () => true, handle });
  }

  /** @returns a function that removes the mount */
  mount(nock: NockModule, account: Account): () => void {
    return mountNockFront(
      nock,
      (origin) => this.#placeAt(origin) !== undefined,
      (request) => {
        const { origin } = new URL(request.url);
        const place = this.#placeAt(origin);
        // When calls overlap, another call may have used the last fault. The request then goes to the service itself.
        const handle =
          this.#places.find((known) => known.origin === origin && known.handle)?.handle ?? askAgain;
        return place ? account.serve(place.target, request, () => handle(request)) : handle(request);
      },
    );
  }

  #placeAt(origin: string): Place | undefined {
    return this.#places.find((place) => place.origin === origin && place.isActive());
  }
}

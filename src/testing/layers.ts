/**
 * Changes of process-wide settings that lie upon each other. Undoing a change brings back what was there before it, so
 * changes must be undone in the reverse order. When a change is to be undone too early, that waits until all later
 * changes are undone.
 */
export class Layers {
  readonly #layers: Array<{ undo: () => void; isOver: boolean }> = [];

  /**
   * Adds a change that was made just now.
   *
   * @param undo undoes the change
   * @returns undoes it, now or as soon as its turn comes; a second call does nothing
   */
  add(undo: () => void): () => void {
    const layer = { undo, isOver: false };
    this.#layers.push(layer);
    return () => {
      layer.isOver = true;
      while (this.#layers.at(-1)?.isOver) this.#layers.pop()?.undo();
    };
  }
}

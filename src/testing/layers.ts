/**
 * Changes of process-wide settings, in layers. To undo a change restores the state before it, so changes have to be undone in the reverse
 * order. When a change is undone too early, the undoing waits until all later changes are undone.
 */
export class Layers {
  readonly #layers: Array<{ undo: () => void; isOver: boolean }> = [];

  /**
   * Adds a change that was just made.
   *
   * @param undo undoes the change
   * @returns a function that undoes it, at once or when its turn comes. A second call does nothing.
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

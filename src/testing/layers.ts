/**
 * Process-wide settings that lie upon each other, each put back by the function that setting it returned. Such a
 * function brings back what it found, so they have to be called in the reverse order: one that is called early has
 * its turn when those above are gone.
 */
export class Layers {
  readonly #layers: Array<{ undo: () => void; isOver: boolean }> = [];

  /**
   * @param undo takes the new layer off
   * @returns asks for that; once is enough
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

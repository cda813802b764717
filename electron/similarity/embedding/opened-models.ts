import type { AvailableEmbedder } from '../embedders/available.ts';
import { type ModelParts, openModel } from './open-model.ts';
import type { KnownModel } from './state.ts';

/** The models that are in use, each opened once; anew when how it is reached has changed. */
export class OpenedModels {
  readonly #parts: ModelParts;
  readonly #opened = new Map<string, { readonly way: string; readonly embedder: AvailableEmbedder }>();

  constructor(parts: ModelParts) {
    this.#parts = parts;
  }

  get(id: string, known: KnownModel): AvailableEmbedder {
    const { choice } = known;
    const key = choice.kind === 'endpoint' ? this.#parts.keyFor(choice.url) : null;
    const way = JSON.stringify([known, key]);
    const opened = this.#opened.get(id);
    if (opened?.way === way) return opened.embedder;
    opened?.embedder.close();
    const embedder = openModel(id, known, this.#parts);
    this.#opened.set(id, { way, embedder });
    return embedder;
  }

  closeAllBut(ids: readonly (string | null)[]): void {
    for (const [id, { embedder }] of this.#opened) {
      if (ids.includes(id)) continue;
      embedder.close();
      this.#opened.delete(id);
    }
  }
}

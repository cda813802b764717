import type { BatchId, UploadId } from '../../shared/domain/ids.ts';
import { type OnScreen, type Places, sizeClassOf, WaitingLine } from './fair-order.ts';
import type { Upload } from './upload.ts';

/** Files on their way at once: enough to keep disk, store and hashing busy together. */
export const places: Places = { all: 24, large: 2 };

/** Starts what waits, in fair order, as places come free. */
export class UploadQueue {
  readonly #run: (upload: Upload) => Promise<void>;
  readonly #places: Places;
  readonly #line: WaitingLine<Upload>;
  readonly #running = new Map<Upload, 'large' | 'other'>();
  #closed = false;
  #planned = false;

  /** `run` takes an upload as far as it goes and never rejects; one that it leaves `queued` waits again. */
  constructor(options: {
    run: (upload: Upload) => Promise<void>;
    isHeld?: (batchId: BatchId) => boolean;
    places?: Places;
  }) {
    this.#run = options.run;
    this.#places = options.places ?? places;
    this.#line = new WaitingLine(options.isHeld);
  }

  add(upload: Upload): void {
    if (this.#closed) return;
    this.#line.add(upload);
    this.#plan();
  }

  /** Takes out what is not to be run after all. */
  remove(upload: Upload): void {
    this.#line.delete(upload);
  }

  /** Looks again for what may go: drops are held no more. */
  goOn(): void {
    this.#plan();
  }

  /** What is on its way, also where it waits for a server. */
  get running(): readonly Upload[] {
    return [...this.#running.keys()];
  }

  show(onScreen: OnScreen): void {
    this.#line.show(onScreen);
  }

  isOnScreen(id: UploadId): boolean {
    return this.#line.isOnScreen(id);
  }

  /** Nothing is begun any more. */
  close(): void {
    this.#closed = true;
    this.#line.clear();
  }

  /** Files that are added together are in the line before the first of them is chosen. */
  #plan(): void {
    if (this.#planned) return;
    this.#planned = true;
    queueMicrotask(() => {
      this.#planned = false;
      this.#fill();
    });
  }

  #fill(): void {
    for (;;) {
      const large = [...this.#running.values()].filter((kind) => kind === 'large').length;
      const next = this.#closed ? null : this.#line.take(this.#places, { all: this.#running.size, large });
      if (next === null) return;
      this.#running.set(next, sizeClassOf(next.size) === 'large' ? 'large' : 'other');
      void this.#run(next).finally(() => {
        this.#running.delete(next);
        if (next.state === 'queued') this.add(next);
        else this.#plan();
      });
    }
  }
}

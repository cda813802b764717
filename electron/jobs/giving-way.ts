import { cpus } from 'node:os';

/** So many pictures are made at once whatever else goes on: about what a window shows while a drop begins. */
export const screenful = 120;
/** A share of the processors that is idle, above which pictures disturb nothing. */
const idleEnough = 0.25;
/** While the processors are busy some pictures are made every so often, so that a long upload is seen to go on. */
const trickleMs = 2000;
const measureMs = 1000;

/** Time that the processors were idle and that has passed altogether, in any unit. */
export interface ProcessorTimes {
  readonly idle: number;
  readonly all: number;
}

export function processorTimes(): ProcessorTimes {
  const times = cpus().map(({ times }) => times);
  const idle = times.reduce((sum, time) => sum + time.idle, 0);
  const all = times.reduce(
    (sum, { user, nice, sys, idle: rest, irq }) => sum + user + nice + sys + rest + irq,
    0,
  );
  return { idle, all };
}

interface GivingWayOptions {
  /** Whether what goes first is going on. */
  readonly isBusy: () => boolean;
  readonly times?: () => ProcessorTimes;
  readonly now?: () => number;
}

/**
 * Lets uploads go before the making of pictures: the first screenful is made at once, the rest when the uploads leave
 * processors idle or are done, and a few now and then in between.
 */
export class GivingWay {
  readonly #isBusy: () => boolean;
  readonly #times: () => ProcessorTimes;
  readonly #now: () => number;
  #begun = 0;
  #lastBegun = 0;
  #measured: { readonly at: number; readonly times: ProcessorTimes } | null = null;
  #idleShare = 0;

  constructor({ isBusy, times = processorTimes, now = () => performance.now() }: GivingWayOptions) {
    this.#isBusy = isBusy;
    this.#times = times;
    this.#now = now;
  }

  /** Whether to wait with the next pictures. */
  hold(): boolean {
    if (!this.#isBusy()) {
      this.#begun = 0;
      this.#measured = null;
      this.#idleShare = 0;
      return false;
    }
    if (this.#begun < screenful) return false;
    return this.#now() - this.#lastBegun < trickleMs && this.#idle() < idleEnough;
  }

  /** Whether what is made now is of the first screenful, which goes as fast as it can. */
  get isFirst(): boolean {
    return this.#begun < screenful;
  }

  /** One more picture is being made. */
  begun(): void {
    this.#begun += 1;
    this.#lastBegun = this.#now();
  }

  #idle(): number {
    const now = this.#now();
    const before = this.#measured;
    if (before !== null && now - before.at < measureMs) return this.#idleShare;
    const times = this.#times();
    this.#measured = { at: now, times };
    if (before !== null) {
      this.#idleShare = (times.idle - before.times.idle) / Math.max(1, times.all - before.times.all);
    }
    return this.#idleShare;
  }
}

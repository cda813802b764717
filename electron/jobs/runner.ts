import { setTimeout as delay } from 'node:timers/promises';
import { log } from '../log.ts';
import type { AssetJob, JobKind, JobQueue } from './queue.ts';

/** Ends one job; what it throws decides whether it is tried again. */
export type JobHandler = (job: AssetJob, signal: AbortSignal) => Promise<void>;

interface RunnerOptions {
  readonly queue: JobQueue;
  readonly kind: JobKind;
  /** Jobs at once. */
  readonly concurrency: number;
  readonly handler: JobHandler;
  /** What of a failure is kept with the job. */
  readonly codeOf: (error: unknown) => string;
  /** Called whenever jobs began or ended. */
  readonly onChange: () => void;
  /** Whether more urgent work is going on, which this one leaves the machine to. */
  readonly hold?: () => boolean;
}

/** How often an idle runner looks for work that others queued or that waits for its next attempt. */
const pollMs = 3000;

/** Taken beyond what can begin at once, so that many short jobs share a statement. */
const takeAhead = 5;
/** Ends are written down together: when so many have come, or the first has waited so long. */
const endsTogether = 8;
const endsWithinMs = 250;

/** Works one queue until it is stopped: as many jobs at once as it may, more as soon as one ends. */
export class JobRunner {
  readonly #options: RunnerOptions;
  readonly #abort = new AbortController();
  readonly #running = new Set<Promise<void>>();
  readonly #taken: AssetJob[] = [];
  #ended: string[] = [];
  #endsTimer: NodeJS.Timeout | null = null;
  #wake: AbortController = new AbortController();
  #loop: Promise<void> | null = null;

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  get running(): number {
    return this.#running.size;
  }

  /** Whether there is work in hand. */
  get isBusy(): boolean {
    return this.#running.size > 0 || this.#taken.length > 0;
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /** Work was queued here: look now. */
  notify(): void {
    this.#wake.abort();
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    this.#wake.abort();
    await this.#loop;
    await Promise.allSettled(this.#running);
    await this.#writeEnds();
  }

  async #run(): Promise<void> {
    const { queue, kind, concurrency, hold } = this.#options;
    while (!this.#abort.signal.aborted) {
      this.#wake = new AbortController();
      const free = concurrency - this.#running.size;
      if (free > 0 && this.#taken.length === 0 && hold?.() !== true) {
        await this.#writeEnds();
        this.#taken.push(...(await queue.take(kind, free + takeAhead).catch(this.#takeFailed)));
      }
      for (const job of this.#taken.splice(0, free)) this.#begin(job);
      if (this.#taken.length === 0 || this.#running.size >= concurrency) await this.#wait();
    }
  }

  readonly #takeFailed = (error: unknown): readonly AssetJob[] => {
    if (!this.#abort.signal.aborted) log.error('taking jobs failed', error);
    return [];
  };

  /** Until a job ends, work is announced, or it is time to look anyway. */
  async #wait(): Promise<void> {
    const signal = this.#wake.signal;
    const timer = delay(pollMs, undefined, { signal, ref: false }).catch(() => undefined);
    const full = this.#running.size >= this.#options.concurrency;
    await Promise.race(full ? [...this.#running] : [timer, ...this.#running]);
  }

  #begin(job: AssetJob): void {
    const { onChange } = this.#options;
    const work = this.#work(job).finally(() => {
      this.#running.delete(work);
      onChange();
    });
    this.#running.add(work);
    onChange();
  }

  async #work(job: AssetJob): Promise<void> {
    const { queue, kind, handler, codeOf } = this.#options;
    try {
      await handler(job, this.#abort.signal);
      this.#end(job.id);
    } catch (error) {
      // A job cut off by the end of the session is handed out again at the next start.
      if (this.#abort.signal.aborted) return;
      await queue
        .fail(kind, job.id, codeOf(error))
        .catch((cause: unknown) => log.error('failing a job', cause));
    }
  }

  /** A job whose end is lost with the app is done again; handlers bear that. */
  #end(id: string): void {
    this.#ended.push(id);
    if (this.#ended.length >= endsTogether) void this.#writeEnds();
    else this.#endsTimer ??= setTimeout(() => void this.#writeEnds(), endsWithinMs);
  }

  async #writeEnds(): Promise<void> {
    if (this.#endsTimer !== null) clearTimeout(this.#endsTimer);
    this.#endsTimer = null;
    const ids = this.#ended;
    this.#ended = [];
    if (ids.length === 0) return;
    const { queue, kind } = this.#options;
    await queue.complete(kind, ids).catch((error: unknown) => log.error('ending jobs', error));
  }
}

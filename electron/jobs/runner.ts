import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { type Availability, alwaysThere } from '../connection/health/availability.ts';
import { log } from '../log.ts';
import { type AssetJob, beatMs, type JobKind, type JobQueue } from './queue.ts';

/** Ends one job; what it throws decides whether it is tried again. */
export type JobHandler = (job: AssetJob, signal: AbortSignal) => Promise<void>;

interface RunnerOptions {
  readonly queue: JobQueue;
  readonly kind: JobKind;
  /** Jobs at once. */
  readonly concurrency: number | (() => number);
  readonly handler: JobHandler;
  /** What of a failure is kept with the job. */
  readonly codeOf: (error: unknown) => string;
  /** Called whenever jobs began or ended. */
  readonly onChange: () => void;
  /** Whether more urgent work is going on, which this one leaves the machine to. */
  readonly hold?: () => boolean;
  /** While servers are away nothing is taken, and what they cut off is done again. */
  readonly availability?: Availability;
  /** Taken beyond what can begin at once. Small where other desktops could do it meanwhile. */
  readonly takeAhead?: number;
  /** How often the others are told that jobs in hand are still worked on; null where there are no others. */
  readonly aliveEveryMs?: number | null;
}

/** How often an idle runner looks for work that others queued or that waits for its next attempt. */
const pollMs = 3000;

/** So many, so that many short jobs share a statement. */
const defaultTakeAhead = 5;
/** An outage may cut off the same job so often; then it takes its turn with the others again. */
const maxOutages = 3;
/** Ends are written down together: when so many have come, or the first has waited so long. */
const endsTogether = 8;
const endsWithinMs = 250;

/** Works one queue until it is stopped: as many jobs at once as it may, more as soon as one ends. */
export class JobRunner {
  readonly #options: RunnerOptions;
  readonly #abort = new AbortController();
  readonly #running = new Map<Promise<void>, AssetJob>();
  #taken: AssetJob[] = [];
  #beat: NodeJS.Timeout | null = null;
  #ended: string[] = [];
  #endsTimer: NodeJS.Timeout | null = null;
  #wake: AbortController = new AbortController();
  #loop: Promise<void> | null = null;

  constructor(options: RunnerOptions) {
    this.#options = options;
    // Every job listens for the end.
    setMaxListeners(0, this.#abort.signal);
  }

  get running(): number {
    return this.#running.size;
  }

  /** Whether there is work in hand. */
  get isBusy(): boolean {
    return this.#running.size > 0 || this.#taken.length > 0;
  }

  get #concurrency(): number {
    const { concurrency } = this.#options;
    return typeof concurrency === 'number' ? concurrency : concurrency();
  }

  start(): void {
    this.#loop ??= this.#run();
    const { aliveEveryMs = beatMs } = this.#options;
    if (aliveEveryMs !== null) this.#beat ??= setInterval(() => void this.#sayAlive(), aliveEveryMs);
  }

  /** Work was queued here: look now. */
  notify(): void {
    this.#wake.abort();
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    this.#wake.abort();
    await this.#loop;
    if (this.#beat !== null) clearInterval(this.#beat);
    await Promise.allSettled([
      ...this.#running.keys(),
      ...this.#taken.splice(0).map((job) => this.#handBack(job)),
    ]);
    await this.#writeEnds();
  }

  async #run(): Promise<void> {
    const { queue, kind, hold, availability = alwaysThere } = this.#options;
    const { takeAhead = defaultTakeAhead } = this.#options;
    while (!this.#abort.signal.aborted) {
      this.#wake = new AbortController();
      const concurrency = this.#concurrency;
      const free = Math.max(0, concurrency - this.#running.size);
      await availability.whenBack(this.#abort.signal);
      if (this.#abort.signal.aborted) return;
      if (free > 0 && this.#taken.length === 0 && hold?.() !== true) {
        await this.#writeEnds();
        this.#taken.push(...(await queue.take(kind, free + takeAhead).catch(this.#takeFailed)));
      }
      for (const job of this.#taken.splice(0, free)) this.#begin(job);
      if (this.#taken.length === 0 || this.#running.size >= concurrency) await this.#wait();
    }
  }

  readonly #takeFailed = async (error: unknown): Promise<readonly AssetJob[]> => {
    const { availability = alwaysThere } = this.#options;
    const expected = this.#abort.signal.aborted || (await availability.isAway(error));
    if (!expected) log.error('taking jobs failed', error);
    return [];
  };

  /** Until a job ends, work is announced, or it is time to look anyway. */
  async #wait(): Promise<void> {
    const signal = this.#wake.signal;
    const timer = delay(pollMs, undefined, { signal, ref: false }).catch(() => undefined);
    const full = this.#running.size >= this.#concurrency;
    await Promise.race(full ? [...this.#running.keys()] : [timer, ...this.#running.keys()]);
  }

  #begin(job: AssetJob): void {
    const { onChange } = this.#options;
    const work = this.#work(job).finally(() => {
      this.#running.delete(work);
      onChange();
    });
    this.#running.set(work, job);
    onChange();
  }

  /** What is not ours any more and has not begun is left to whoever has it now. */
  async #sayAlive(): Promise<void> {
    const { queue, kind, availability = alwaysThere } = this.#options;
    const jobs = [...this.#running.values(), ...this.#taken];
    if (jobs.length === 0 || availability.isOffline) return;
    try {
      const held = await queue.alive(kind, jobs);
      const asked = new Set(jobs);
      this.#taken = this.#taken.filter((job) => !asked.has(job) || held.has(job.id));
    } catch (error) {
      if (this.#abort.signal.aborted || (await availability.isAway(error))) return;
      log.warn('a sign of life for jobs was not taken', { kind, message: String(error) });
    }
  }

  async #work(job: AssetJob): Promise<void> {
    const { queue, kind, codeOf } = this.#options;
    try {
      await this.#handle(job);
      this.#end(job.id);
    } catch (error) {
      if (this.#abort.signal.aborted) return await this.#handBack(job);
      await queue.fail(kind, job, codeOf(error)).catch((cause: unknown) => log.error('failing a job', cause));
    }
  }

  /** What the end of the session cut off is another desktop's, or the next start's. Unsaid, it is so in some minutes. */
  async #handBack(job: AssetJob): Promise<void> {
    const { queue, kind } = this.#options;
    await queue.postpone(kind, job.id).catch(() => undefined);
  }

  /** An outage is no attempt of the job's: it waits in hand, or another desktop gets it when its time is up. */
  async #handle(job: AssetJob): Promise<void> {
    const { handler, availability = alwaysThere } = this.#options;
    const { signal } = this.#abort;
    for (let outages = 0; ; outages += 1) {
      try {
        return await handler(job, signal);
      } catch (error) {
        if (signal.aborted || outages === maxOutages || !(await availability.isAway(error))) throw error;
        await availability.whenBack(signal);
      }
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
    await queue.complete(kind, ids).catch(async (error: unknown) => {
      const { availability = alwaysThere } = this.#options;
      if (!(await availability.isAway(error))) return log.error('ending jobs', error);
      // Written down after the outage; until then they count as being worked on.
      this.#ended.push(...ids);
    });
  }
}

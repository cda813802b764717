import { MediaError, messageOf, throwIfAborted } from './errors.ts';
import type { Progress } from './hash.ts';
import { type FromWorker, fromWorker, type MediaInput, type MediaOperation } from './protocol.ts';
import { afterCrash } from './retry.ts';

/** One worker process, however it was started. */
export interface WorkerHandle {
  postMessage(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, for every kind of end. */
  onExit(listener: () => void): void;
  kill(): void;
}

export type Lane = 'light' | 'heavy';

export interface PoolOptions {
  /** Renders and embeddings at once; each uses about one core. 2 unless told. */
  readonly heavy?: number;
  /** Hashes and probes at once. 4 unless told. */
  readonly light?: number;
  /** Resident bytes above which the worker is restarted. 4 GiB unless told. */
  readonly maxRss?: number;
  /** SHA-256 fingerprints of certificates that the store may show besides those that the system trusts, now. */
  readonly trustedCertificates?: () => readonly string[];
}

export interface PoolTask {
  readonly op: MediaOperation;
  readonly input: MediaInput<MediaOperation>;
  readonly lane: Lane;
  readonly timeMs: number;
  readonly priority: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: Progress;
}

interface Job extends PoolTask {
  readonly id: number;
  readonly settle: (outcome: { value: unknown } | { error: MediaError }) => void;
  crashes: number;
  timer?: NodeJS.Timeout;
}

export interface Pool {
  run(task: PoolTask): Promise<unknown>;
  dispose(): void;
}

/** What the worker gets beyond its own limit before it is taken for stuck and killed. */
const GRACE_MS = 3_000;
/** A worker that never becomes ready is not started again and again. */
const MAX_FAILED_STARTS = 3;

/**
 * Keeps the queue on this side of the border, so that when the worker dies it is known which requests were
 * in it: those run again one at a time, all others never notice.
 */
export function createPool(spawn: () => WorkerHandle, options: PoolOptions): Pool {
  const limits: Record<Lane, number> = { heavy: options.heavy ?? 2, light: options.light ?? 4 };
  const maxRss = options.maxRss ?? 4 * 1024 ** 3;
  const waiting: Job[] = [];
  const running = new Map<number, Job>();
  let worker: { handle: WorkerHandle; ready: boolean; tired: boolean } | undefined;
  let failedStarts = 0;
  let nextId = 1;
  let disposed = false;

  function run(task: PoolTask): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (disposed) throw new MediaError('cancelled', 'The media worker was stopped');
      if (task.signal !== undefined) throwIfAborted(task.signal);
      const job: Job = {
        ...task,
        id: nextId++,
        crashes: 0,
        settle: (outcome) => {
          task.signal?.removeEventListener('abort', cancel);
          if ('value' in outcome) resolve(outcome.value);
          else reject(outcome.error);
        },
      };
      const cancel = (): void => {
        drop(waiting, job);
        // The place stays taken until the worker has let go, or is killed for not doing so.
        if (running.has(job.id)) worker?.handle.postMessage({ kind: 'cancel', id: job.id });
        job.settle({ error: new MediaError('cancelled', 'Cancelled') });
      };
      task.signal?.addEventListener('abort', cancel, { once: true });
      enqueue(job);
      pump();
    });
  }

  function enqueue(job: Job): void {
    const before = waiting.findIndex((other) => comesBefore(job, other));
    waiting.splice(before === -1 ? waiting.length : before, 0, job);
  }

  /** Suspects of a crash run by themselves; everything else shares the lanes. */
  function nextJob(): Job | undefined {
    if ([...running.values()].some((job) => job.crashes > 0)) return undefined;
    const first = waiting[0];
    if (first !== undefined && first.crashes > 0) return running.size === 0 ? first : undefined;
    return waiting.find((job) => occupied(job.lane) < limits[job.lane]);
  }

  const occupied = (lane: Lane): number => [...running.values()].filter((job) => job.lane === lane).length;

  function pump(): void {
    if (worker?.tired === true) {
      if (running.size > 0) return;
      stopWorker();
    }
    for (let job = nextJob(); job !== undefined && !disposed; job = nextJob()) {
      drop(waiting, job);
      running.set(job.id, job);
      const { id, op, input, timeMs } = job;
      try {
        const trustedCertificates = [...(options.trustedCertificates?.() ?? [])];
        ensureWorker().postMessage({ kind: 'request', id, op, input, timeMs, trustedCertificates });
        watch(job);
      } catch (error) {
        running.delete(id);
        const text = `The media worker can't be started: ${messageOf(error)}`;
        job.settle({ error: new MediaError('media_crashed', text, true) });
      }
    }
  }

  function watch(job: Job): void {
    clearTimeout(job.timer);
    job.timer = setTimeout(() => {
      running.delete(job.id);
      job.settle({ error: new MediaError('timeout', `No answer to ${job.op} within ${job.timeMs} ms`) });
      // Who was to blame is known, so the others go on as if nothing had happened.
      const bystanders = [...running.values()];
      stopWorker();
      requeue(bystanders);
    }, job.timeMs + GRACE_MS);
  }

  function requeue(jobs: readonly Job[]): void {
    for (const job of jobs) {
      if (job.signal?.aborted !== true) enqueue(job);
    }
    pump();
  }

  function ensureWorker(): WorkerHandle {
    if (worker !== undefined) return worker.handle;
    const started = { handle: spawn(), ready: false, tired: false };
    worker = started;
    started.handle.onMessage((raw) => {
      if (worker === started) receive(raw);
    });
    started.handle.onExit(() => {
      if (worker === started) crashed();
    });
    return started.handle;
  }

  /** Forgets the worker first, so that its end is not taken for a crash. */
  function stopWorker(): void {
    const old = worker;
    worker = undefined;
    for (const job of running.values()) clearTimeout(job.timer);
    running.clear();
    old?.handle.kill();
  }

  function receive(raw: unknown): void {
    const parsed = fromWorker.safeParse(raw);
    if (!parsed.success) {
      crashed();
      return;
    }
    const message: FromWorker = parsed.data;
    switch (message.kind) {
      case 'ready':
        failedStarts = 0;
        if (worker !== undefined) worker.ready = true;
        return;
      case 'memory':
        if (message.rss > maxRss) crashed();
        return;
      case 'progress': {
        const job = running.get(message.id);
        if (job === undefined) return;
        watch(job);
        job.onProgress?.(message.done, message.total);
        return;
      }
      case 'result':
        finish(message.id, { value: message.value });
        return;
      case 'error': {
        const { code, message: text, retry } = message.error;
        // What ran out of time may go on in native code and hold one of a few threads for ever: the worker gets
        // nothing new, and ends when the others that it has are done.
        if (code === 'timeout' && worker !== undefined) worker.tired = true;
        finish(message.id, { error: new MediaError(code, text, retry) });
      }
    }
  }

  function finish(id: number, outcome: { value: unknown } | { error: MediaError }): void {
    const job = running.get(id);
    if (job === undefined) return;
    clearTimeout(job.timer);
    running.delete(id);
    job.settle(outcome);
    pump();
  }

  function crashed(): void {
    const victims = [...running.values()];
    const neverReady = worker?.ready === false;
    stopWorker();
    if (neverReady && ++failedStarts >= MAX_FAILED_STARTS) {
      failedStarts = 0;
      const everyone = [...victims, ...waiting.splice(0)];
      for (const job of everyone) {
        job.settle({ error: new MediaError('media_crashed', "The media worker can't be started", true) });
      }
      return;
    }
    const again: Job[] = [];
    for (const job of victims) {
      // A worker that never ran a request says nothing about the request.
      if (!neverReady) job.crashes++;
      if (!neverReady && afterCrash(job.crashes, victims.length === 1) === 'fail') {
        job.settle({ error: new MediaError('media_crashed', `The media worker crashed during ${job.op}`) });
      } else {
        again.push(job);
      }
    }
    requeue(again);
  }

  function dispose(): void {
    disposed = true;
    const everyone = [...running.values(), ...waiting.splice(0)];
    stopWorker();
    for (const job of everyone)
      job.settle({ error: new MediaError('cancelled', 'The media worker was stopped') });
  }

  return { run, dispose };
}

function drop(jobs: Job[], job: Job): void {
  const index = jobs.indexOf(job);
  if (index !== -1) jobs.splice(index, 1);
}

/** Suspects first, so that the queue isn't held up behind them for long; then priority, then age. */
function comesBefore(a: Job, b: Job): boolean {
  const suspicion = Number(b.crashes > 0) - Number(a.crashes > 0);
  if (suspicion !== 0) return suspicion < 0;
  if (a.priority !== b.priority) return a.priority > b.priority;
  return a.id < b.id;
}

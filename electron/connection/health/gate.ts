import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../errors.ts';
import type { HealthMonitor } from './monitor.ts';
import { isConnectionTrouble } from './trouble.ts';

/** A call that has had no answer for so long makes one look whether the servers are there at all. */
const patienceMs = 1200;

export type Access = 'write' | 'read';

export function refuseReadOnly(access: Access): void {
  if (access === 'read') throw new AppError('read_only', 'The library can only be read', {}, false);
}

function offline(cause?: unknown): AppError {
  return new AppError('offline', 'The servers do not answer', {}, true, cause);
}

/**
 * Lets calls through to servers so that nobody waits for what does not answer: while a needed server is away they
 * end with `offline` at once, and one that hangs ends so within seconds of the server going silent.
 */
export class Gate {
  readonly #monitor: HealthMonitor;
  readonly #access: Access;

  constructor(monitor: HealthMonitor, access: Access) {
    this.#monitor = monitor;
    this.#access = access;
  }

  /** Reading is asked once more when a server was only restarted meanwhile. */
  async read<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.#pass(work);
    } catch (error) {
      if (error instanceof AppError && error.code === 'offline' && this.#monitor.isDown('database'))
        throw error;
      if (!isConnectionTrouble(error)) throw error;
      if (await this.#monitor.isAway(error)) throw offline(error);
      return await this.#pass(work);
    }
  }

  /** A change may have been made although its answer was lost, so the person decides about another attempt. */
  async change<T>(work: () => Promise<T>): Promise<T> {
    refuseReadOnly(this.#access);
    try {
      return await this.#pass(work);
    } catch (error) {
      if (!isConnectionTrouble(error)) throw error;
      if (await this.#monitor.isAway(error)) throw offline(error);
      throw new AppError('service_unavailable', 'The connection was lost', {}, true, error);
    }
  }

  async #pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.#monitor.isDown('database')) throw offline();
    const done = new AbortController();
    const result = work().finally(() => done.abort());
    return await Promise.race([result, this.#silence(done.signal)]);
  }

  /** Rejects when the database is found to be away; otherwise goes on waiting with the caller. */
  async #silence(done: AbortSignal): Promise<never> {
    const ended = (): Promise<never> => new Promise(() => undefined);
    for (;;) {
      try {
        await delay(patienceMs, undefined, { signal: done, ref: false });
      } catch {
        return await ended();
      }
      const silent = new AppError('timeout', 'No answer yet', {}, true);
      if ((await this.#monitor.isAway(silent)) && this.#monitor.isDown('database')) throw offline();
    }
  }
}

type Calls = object;

/**
 * The same calls, each by way of the gate; those named in `changes` are changes. What is not a function that
 * answers later stays as it is.
 */
export function guardCalls<T extends Calls>(calls: T, gate: Gate, changes: readonly (keyof T)[] = []): T {
  const changing = new Set<PropertyKey>(changes);
  return new Proxy(calls, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      const run = async (...input: unknown[]): Promise<unknown> => await Reflect.apply(member, target, input);
      return (...input: unknown[]) =>
        changing.has(name) ? gate.change(() => run(...input)) : gate.read(() => run(...input));
    },
  });
}

import { setTimeout as delay } from 'node:timers/promises';
import type { Cause, ServerPart } from '../../../shared/contract/connection.ts';
import type { Health } from '../../../shared/contract/health.ts';
import { log } from '../../log.ts';
import type { Availability } from './availability.ts';
import { nextLookMs, steadyMs } from './back-off.ts';
import { NodeRecord, type Space } from './record.ts';
import { isConnectionTrouble } from './trouble.ts';

interface Look {
  readonly latencyMs: number;
  readonly version: string | null;
}
type Check = (timeoutMs: number) => Promise<Look | null>;

/** A part of a library and how it is looked at. */
export interface PartProbe {
  readonly part: ServerPart;
  /** `host:port`, or the name of a local part. Another one means another server. */
  readonly address: string;
  /** Work waits while it is away. */
  readonly essential: boolean;
  /** One round trip; rejects when there is none within `timeoutMs`. Null: there is nothing to look at, ever or now. */
  readonly check: Check | null;
  /** Asked now and then. */
  readonly space?: () => Promise<Space>;
  readonly causeOf: (error: unknown) => Cause;
  /** It was found to be away: whatever hangs on it may be broken off. */
  readonly onDown?: () => void;
}

/** What the monitor can't see by itself. */
export interface HealthFacts {
  readonly queues: Health['queues'];
  readonly desktops: number;
}

interface MonitorOptions {
  readonly probes: readonly PartProbe[];
  readonly access: Health['access'];
  /** How things are now; a rejection leaves the last facts standing. */
  readonly facts: () => Promise<HealthFacts>;
  readonly onChange: (health: Health) => void;
}

interface Watched {
  readonly probe: PartProbe;
  readonly record: NodeRecord;
  misses: number;
  looking: Promise<void> | null;
  spaceAt: number;
  wake: AbortController;
}

const timeoutMs = 3000;
/** A look that fails this quickly may have met a connection that was closed long ago: there is a second one. */
const quickMs = 500;
const secondLookMs = 250;
/** While somebody waits for an answer there is less time. */
const hurriedTimeoutMs = 1500;
const spaceMs = 300_000;
/** Measurements alone are told at most so often. */
const tellMs = 5000;

/** Watches the parts of the open library and says when they go and when they are back. */
export class HealthMonitor implements Availability {
  readonly #options: MonitorOptions;
  readonly #watched: Watched[];
  readonly #stop = new AbortController();
  readonly #waiting = new Set<() => void>();
  readonly #listeners = new Set<(offline: boolean) => void>();
  #facts: HealthFacts = {
    queues: { uploadsWaiting: 0, rendersWaiting: 0, embedsWaiting: 0, failed: 0 },
    desktops: 1,
  };
  #toldAt = 0;
  #loops: Promise<void>[] = [];

  constructor(options: MonitorOptions) {
    this.#options = options;
    this.#watched = options.probes.map(watch);
  }

  get isOffline(): boolean {
    return this.#watched.some(({ probe, record }) => probe.essential && record.isDown);
  }

  isDown(part: ServerPart): boolean {
    return this.#watched.some(({ probe, record }) => probe.part === part && record.isDown);
  }

  start(): void {
    if (this.#loops.length === 0) this.#loops = this.#watched.map((watched) => this.#loop(watched));
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    for (const { wake } of this.#watched) wake.abort();
    this.#release();
    this.#listeners.clear();
    await Promise.all(this.#loops);
  }

  /** Called with true when work has to wait from now on, with false when it can go on. */
  onTurn(listener: (offline: boolean) => void): void {
    this.#listeners.add(listener);
  }

  /** The computer woke up or the network is another one: looks at once, whatever was planned. */
  wake(): void {
    for (const watched of this.#watched) {
      watched.misses = Math.min(watched.misses, 1);
      watched.wake.abort();
    }
  }

  async checkNow(): Promise<Health> {
    await Promise.all(this.#watched.map((watched) => this.#look(watched, timeoutMs)));
    return await this.health();
  }

  async health(): Promise<Health> {
    // Counting asks the database, which a person does not want to wait for when it is away.
    if (!this.isDown('database')) await this.#refreshFacts();
    return this.#snapshot();
  }

  async isAway(error: unknown): Promise<boolean> {
    if (!isConnectionTrouble(error)) return false;
    if (this.isOffline) return true;
    const essential = this.#watched.filter(({ probe }) => probe.essential);
    await Promise.all(essential.map((watched) => this.#look(watched, hurriedTimeoutMs)));
    return this.isOffline;
  }

  async whenBack(signal?: AbortSignal): Promise<void> {
    if (!this.isOffline || signal?.aborted === true || this.#stop.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const go = (): void => {
        this.#waiting.delete(go);
        signal?.removeEventListener('abort', go);
        resolve();
      };
      this.#waiting.add(go);
      signal?.addEventListener('abort', go, { once: true });
    });
  }

  async #loop(watched: Watched): Promise<void> {
    const { probe } = watched;
    if (probe.check === null) return;
    while (!this.#stop.signal.aborted) {
      watched.wake = new AbortController();
      await this.#look(watched, timeoutMs);
      if (watched.misses === 0) await this.#measureSpace(watched);
      const pause = nextLookMs(watched.misses);
      if (this.#stop.signal.aborted) return;
      await delay(pause, undefined, { signal: watched.wake.signal, ref: false }).catch(() => undefined);
    }
  }

  /** One look at a part; those who come while it lasts share it. Never rejects. */
  #look(watched: Watched, limitMs: number): Promise<void> {
    watched.looking ??= this.#lookOnce(watched, limitMs).finally(() => {
      watched.looking = null;
    });
    return watched.looking;
  }

  async #lookOnce(watched: Watched, limitMs: number): Promise<void> {
    const { probe, record } = watched;
    if (probe.check === null) return;
    const before = this.isOffline;
    const wasDown = record.isDown;
    try {
      if (record.address !== probe.address) record.off(probe.address);
      const look = await this.#check(probe.check, limitMs, !wasDown);
      watched.misses = 0;
      if (look === null) record.off(probe.address);
      else record.answered(Date.now(), look.latencyMs, look.version);
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      watched.misses += 1;
      record.missed(Date.now(), probe.causeOf(error));
    }
    if (record.isDown && !wasDown) {
      log.warn('a part of the library is away', { part: probe.part });
      probe.onDown?.();
      // Found between two planned looks: the next one is due sooner now.
      watched.wake.abort();
    } else if (wasDown && !record.isDown) {
      log.info('a part of the library is back', { part: probe.part });
    }
    if (this.isOffline !== before) this.#turned();
    this.#tell(record.isDown !== wasDown);
  }

  async #check(check: Check, limitMs: number, twice: boolean): ReturnType<Check> {
    const started = performance.now();
    try {
      return await check(limitMs);
    } catch (error) {
      const quick = performance.now() - started < quickMs;
      if (!twice || !quick || this.#stop.signal.aborted) throw error;
      await delay(secondLookMs);
      return await check(limitMs);
    }
  }

  #turned(): void {
    const offline = this.isOffline;
    for (const listener of this.#listeners) listener(offline);
    if (!offline) this.#release();
  }

  #release(): void {
    for (const go of [...this.#waiting]) go();
  }

  async #measureSpace(watched: Watched): Promise<void> {
    if (watched.probe.space === undefined || Date.now() - watched.spaceAt < spaceMs) return;
    watched.spaceAt = Date.now();
    await watched.probe.space().then(
      (space) => watched.record.setSpace(space),
      // Not every key may know.
      () => undefined,
    );
  }

  #tell(important: boolean): void {
    if (this.#stop.signal.aborted || (!important && Date.now() - this.#toldAt < tellMs)) return;
    this.#toldAt = Date.now();
    // What changed is told first; counting may take a moment.
    if (important) this.#options.onChange(this.#snapshot());
    else {
      void this.health().then((health) => {
        if (!this.#stop.signal.aborted) this.#options.onChange(health);
      });
    }
  }

  async #refreshFacts(): Promise<void> {
    const facts = await Promise.race([
      this.#options.facts().catch(() => null),
      delay(hurriedTimeoutMs, null, { ref: false }),
    ]);
    if (facts !== null) this.#facts = facts;
  }

  #snapshot(): Health {
    const now = Date.now();
    const nodes = this.#watched.map(({ record }) => record.toNode(now));
    const degraded = nodes.some(({ state }) => state === 'down' || state === 'slow');
    const state = this.isOffline ? 'offline' : degraded ? 'degraded' : 'ok';
    return { state, nodes, ...this.#facts, access: this.#options.access };
  }
}

function watch(probe: PartProbe): Watched {
  return {
    probe,
    record: new NodeRecord(probe.part, probe.address, probe.check === null),
    misses: 0,
    looking: null,
    spaceAt: Date.now() - spaceMs + steadyMs / 3,
    wake: new AbortController(),
  };
}

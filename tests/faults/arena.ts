import { setTimeout as delay } from 'node:timers/promises';
import type { Finding } from '../support/consistency.ts';
import type { Figures } from './figures.ts';
import type { Ground, ServersGround } from './ground.ts';
import { Died, LibraryProcess, Refused } from './library-process.ts';
import type { Plan } from './plan.ts';
import type { Programs } from './programs.ts';
import type { Command } from './protocol.ts';
import { type Storm, startStorm } from './weather.ts';

/** Runs that share a library before the next gets a new one. */
const runsOfALibrary = 20;
/** Processes that are started before they are needed. */
const spare = 2;

/** What all runs share: the servers, processes that wait for their life, and a library with room for one more run. */
export class Arena {
  readonly ground: Ground;
  readonly figures: Figures;
  readonly #programs: Programs;
  readonly #spare: LibraryProcess[] = [];
  #library: { ground: ServersGround; runs: number } | null = null;

  constructor(ground: Ground, programs: Programs, figures: Figures) {
    this.ground = ground;
    this.#programs = programs;
    this.figures = figures;
    for (let index = 0; index < spare; index += 1) this.#spare.push(this.#start());
  }

  #start(): LibraryProcess {
    return new LibraryProcess(this.#programs);
  }

  /** A process that is there already; `media`: which will read files, so that its worker had better start. */
  process({ media }: { media: boolean }): LibraryProcess {
    this.#spare.push(this.#start());
    const process = this.#spare.shift() ?? this.#start();
    if (media) process.ask({ do: 'warm', file: this.#programs.mediaWorker }).catch(() => undefined);
    return process;
  }

  async library(): Promise<ServersGround> {
    if (this.#library === null || this.#library.runs >= runsOfALibrary) {
      await this.dropLibrary();
      this.#library = { ground: await this.ground.newLibrary(), runs: 0 };
    }
    this.#library.runs += 1;
    return this.#library.ground;
  }

  /** What was found in it must not be found again by the next run. */
  async dropLibrary(): Promise<void> {
    await this.#library?.ground.close();
    this.#library = null;
  }

  /**
   * Lets the app live once for each kill of a plan. `live` does its part of the work, which the end cuts off; the first
   * life arms itself when all is ready, the others are armed from their start.
   */
  async lives(
    plan: Plan,
    random: () => number,
    live: (life: Life, index: number, arm: () => Promise<void>) => Promise<void>,
  ): Promise<void> {
    for (const [index, kill] of plan.kills.entries()) {
      const process = this.process({ media: plan.scenario !== 'migrate' && plan.scenario !== 'move' });
      const life = new Life(this, process, plan.isStormy ? random : null);
      let isArmed = false;
      const arm = async (): Promise<void> => {
        isArmed = true;
        await process.ask({ do: 'die', ...kill });
      };
      try {
        if (index > 0) await arm();
        await live(life, index, arm);
        if (!isArmed) throw new Error('The first life of a scenario arms itself');
        this.figures.count(this.figures.kills, 'at rest');
      } catch (error) {
        if (!(error instanceof Died) && !(plan.isStormy && error instanceof Refused)) throw error;
        this.figures.count(this.figures.kills, error instanceof Died ? kill.step : 'at rest');
      } finally {
        await life.stormOver();
        await process.kill(kill.scope);
        await this.ground.fair();
      }
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#spare.map((process) => process.kill()));
    await this.dropLibrary();
  }
}

/** One life of the app, from its start to its end. */
export class Life {
  readonly process: LibraryProcess;
  readonly #arena: Arena;
  readonly #random: (() => number) | null;
  #storm: Storm | null = null;

  constructor(arena: Arena, process: LibraryProcess, random: (() => number) | null) {
    this.#arena = arena;
    this.process = process;
    this.#random = random;
  }

  /** From here on the weather is what the plan has it. */
  storm(): void {
    const { ground, figures } = this.#arena;
    if (this.#random === null || this.#storm !== null) return;
    this.#storm = startStorm(ground, this.#random, (kind) => figures.count(figures.faults, kind));
  }

  async stormOver(): Promise<void> {
    await this.#storm?.over();
    this.#storm = null;
  }

  /** Asks again while a helper of the one before still holds the folder, or the weather is what refused it. */
  async ask(command: Command): Promise<unknown> {
    for (;;) {
      try {
        return await this.process.ask(command);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        if (error.code !== 'library_locked' && this.#storm === null) throw error;
        await delay(50);
      }
    }
  }
}

/** Waits until a check finds nothing; gives what it finds at the last. */
export async function untilClean(check: () => Promise<Finding[]>, withinMs: number): Promise<Finding[]> {
  const until = performance.now() + withinMs;
  for (;;) {
    const found = await check();
    if (found.length === 0 || performance.now() > until) return found;
    await delay(150);
  }
}

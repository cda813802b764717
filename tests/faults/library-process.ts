import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { templateFolder } from '../../scripts/template/prepare.ts';
import type { Programs } from './programs.ts';
import { type Command, replySchema } from './protocol.ts';

/** The process is gone, by its own hand or by ours. */
export class Died extends Error {
  override readonly name = 'Died';
}

/** The app refused what it was asked for. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

// Those that are set let a library that should be in its folder be on the servers of the run.
const { SPARKLIO_TEST_DATABASE_URL: _url, SPARKLIO_TEST_S3: _s3, ...env } = process.env;
const resources = join(import.meta.dirname, '..', '..', 'resources');

/** A process with a library in it, from the side of the test. */
export class LibraryProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: unknown) => void }
  >();
  readonly ended: Promise<void>;
  #isAlive = true;
  #next = 1;

  constructor({ library, mediaWorker, localServices }: Programs) {
    this.#child = fork(library, [mediaWorker, localServices, resources, templateFolder], {
      // The leader of a group of its own, so that all of it can be killed at once.
      detached: true,
      execArgv: ['--enable-source-maps'],
      env,
      stdio: [
        'ignore',
        'ignore',
        process.env.SPARKLIO_FAULTS_LOG === undefined ? 'ignore' : 'inherit',
        'ipc',
      ],
    });
    this.#child.on('message', (message) => {
      const reply = replySchema.parse(message);
      const waiting = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if (reply.ok) waiting?.resolve(reply.value);
      else waiting?.reject(new Refused(reply.code, reply.message));
    });
    this.ended = new Promise((resolve) => {
      this.#child.once('exit', () => {
        this.#isAlive = false;
        for (const { reject } of this.#waiting.values()) reject(new Died('The process ended'));
        this.#waiting.clear();
        resolve();
      });
    });
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Rejects with `Died` when the process ends meanwhile, and with `Refused` when the app refuses. */
  ask(command: Command): Promise<unknown> {
    if (!this.#isAlive) return Promise.reject(new Died('The process has ended'));
    const id = this.#next;
    this.#next += 1;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      // One that can't be sent any more is answered by the end of the process.
      this.#child.send({ id, command }, () => undefined);
    });
  }

  /** Ends it as a crash would: alone, or with all its helpers. */
  async kill(scope: 'alone' | 'all' = 'all'): Promise<void> {
    const { pid } = this.#child;
    if (pid !== undefined && this.#isAlive) {
      try {
        process.kill(scope === 'all' ? -pid : pid, 'SIGKILL');
      } catch {
        // It ended this moment.
      }
    }
    await this.ended;
  }
}

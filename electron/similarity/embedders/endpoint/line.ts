import { setMaxListeners } from 'node:events';
import type { Cause } from '../../../../shared/contract/connection.ts';
import type { EndpointChoice } from '../../../../shared/domain/servers.ts';
import { cosine } from '../../vectors.ts';
import { EmbedderAway } from '../available.ts';
import { probePicture } from '../probe-picture.ts';
import { type Connected, connectEndpoint, readVector } from './connect.ts';
import { EndpointError, RequestRefused } from './error.ts';
import { pauseBefore, withRetries } from './retry.ts';
import type { TransportOptions } from './transport.ts';

/** What the vectors of a model are known by. */
export interface ModelMark {
  readonly dimensions: number;
  /** What the model makes of the probe picture. */
  readonly fingerprint: Float32Array;
}

/** The same model on another device or at another precision differs by less. */
const sameModel = 0.99;

export function isSameModel(a: ModelMark, b: ModelMark): boolean {
  return a.dimensions === b.dimensions && cosine(a.fingerprint, b.fingerprint) >= sameModel;
}

export interface LineOptions extends Pick<TransportOptions, 'key' | 'fetch'> {
  readonly choice: EndpointChoice;
  /** The model that must answer; another one of the same name is no answer. */
  readonly mark: ModelMark;
  readonly onChange: () => void;
  readonly times?: Partial<LineTimes>;
}

export interface LineTimes {
  /** For one request. */
  readonly answerMs: number;
  /** After so long it is looked at again whether it is still the same model. */
  readonly trustMs: number;
  /** Pause before the first look at a server that is away, and the longest. */
  readonly firstLookMs: number;
  readonly lastLookMs: number;
  /** Pauses between tries of one request. */
  readonly firstRetryMs: number;
  readonly lastRetryMs: number;
}

const plainTimes: LineTimes = {
  answerMs: 30_000,
  trustMs: 60_000,
  firstLookMs: 2000,
  lastLookMs: 120_000,
  firstRetryMs: 500,
  lastRetryMs: 30_000,
};

/** Requests in a row that fail in spite of their retries, until the server counts as away. */
const failuresToOpen = 2;

/**
 * The way to an endpoint, with a circuit breaker: after repeated failures nothing is sent any more but a look from
 * time to time, with the probe picture, which shows as well whether it is still the same model that answers.
 */
export class EndpointLine {
  readonly #options: LineOptions;
  readonly #times: LineTimes;
  readonly #closed = new AbortController();
  #connected: Connected | null = null;
  #provenAt = 0;
  #proving: Promise<Connected> | null = null;
  #failures = 0;
  #problem: Cause | null = null;
  #looks = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: LineOptions) {
    this.#options = options;
    this.#times = { ...plainTimes, ...options.times };
    // Every request on its way listens for the end.
    setMaxListeners(0, this.closed);
  }

  /** Why the server counts as away; null when it does not. */
  get problem(): Cause | null {
    return this.#problem;
  }

  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  /**
   * Runs one request, several times if need be. Rejects with `RequestRefused` and `bad_vector` when this request is to
   * blame, for the probe picture is accepted; with `EmbedderAway` when the server is.
   */
  async use<T>(request: (connected: Connected, timeMs: number) => Promise<T>): Promise<T> {
    if (this.#problem !== null) throw new EmbedderAway(this.#problem);
    const connected = await this.#proven();
    const { answerMs, firstRetryMs, lastRetryMs } = this.#times;
    const pauses = { tries: 3, firstMs: firstRetryMs, mostMs: lastRetryMs, afterTimeout: true };
    try {
      const result = await withRetries(() => request(connected, answerMs), pauses, this.closed);
      this.#failures = 0;
      return result;
    } catch (error) {
      this.closed.throwIfAborted();
      if (!(error instanceof EndpointError)) throw error;
      throw await this.#judge(error);
    }
  }

  /** Looks at once whether a server that was away is back. */
  wake(): void {
    if (this.#problem === null || this.closed.aborted) return;
    this.#look();
  }

  close(): void {
    this.#closed.abort(new EmbedderAway('internal'));
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  /** Before a picture is blamed for a bad answer: resolves when the probe picture gets a good one, else rejects with `EmbedderAway`. */
  async blame(): Promise<void> {
    this.#provenAt = 0;
    await this.#proven();
  }

  /** Whom a failure is put down to. */
  async #judge(error: EndpointError): Promise<unknown> {
    const { why } = error;
    this.#provenAt = 0;
    if (error instanceof RequestRefused || why === 'bad_vector' || why === 'server_error') {
      // The server may answer everything so now: then it is not the picture.
      return await this.blame().then(
        () => error,
        (away: unknown) => away,
      );
    }
    if (!error.passes) return this.#open(why, error);
    this.#failures += 1;
    if (this.#failures >= failuresToOpen) return this.#open(why, error);
    return new EmbedderAway(why, error);
  }

  #open(why: Cause, cause?: unknown): EmbedderAway {
    const changed = this.#problem !== why;
    this.#problem = why;
    this.#provenAt = 0;
    if (!this.closed.aborted) this.#schedule();
    if (changed) this.#options.onChange();
    return new EmbedderAway(why, cause);
  }

  #schedule(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#looks += 1;
    const pauses = { firstMs: this.#times.firstLookMs, mostMs: this.#times.lastLookMs };
    this.#timer = setTimeout(() => this.#look(), pauseBefore(this.#looks, undefined, pauses));
    this.#timer.unref();
  }

  #look(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    // Its failure opens the line again, which schedules the next look.
    this.#proven().catch(() => undefined);
  }

  /** The connection, once it is known that the right model answers. Shared by those who wait for it. */
  #proven(): Promise<Connected> {
    if (this.#connected !== null && Date.now() - this.#provenAt < this.#times.trustMs) {
      return Promise.resolve(this.#connected);
    }
    this.#proving ??= this.#prove().finally(() => {
      this.#proving = null;
    });
    return this.#proving;
  }

  async #prove(): Promise<Connected> {
    const { choice, mark, key, fetch } = this.#options;
    try {
      const known = this.#connected;
      const still = known !== null && (await this.#stillAnswers(known));
      const timeMs = this.#times.answerMs;
      const connected = still
        ? known
        : await connectEndpoint(choice, { key, fetch, timeMs, signal: this.closed });
      if (!isSameModel(connected, mark)) {
        throw new EndpointError('wrong_model', 'Another model of the same name answers');
      }
      this.#connected = connected;
      this.#provenAt = Date.now();
      this.#failures = 0;
      this.#looks = 0;
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#timer = null;
      const wasAway = this.#problem !== null;
      this.#problem = null;
      if (wasAway) this.#options.onChange();
      return connected;
    } catch (error) {
      this.closed.throwIfAborted();
      this.#connected = null;
      throw this.#open(error instanceof EndpointError ? error.why : 'internal', error);
    }
  }

  /** Cheaper than connecting anew: only the picture, in the way that worked. */
  async #stillAnswers({ adapter, transport, manner }: Connected): Promise<boolean> {
    try {
      const body = adapter.images([probePicture], manner);
      const send = { timeMs: this.#times.answerMs, signal: this.closed };
      const [raw] = adapter.read(await transport.post(manner.path, body, send), 1).vectors;
      if (raw === undefined) return false;
      const { vector } = readVector(raw);
      return isSameModel({ dimensions: vector.length, fingerprint: vector }, this.#options.mark);
    } catch (error) {
      if (error instanceof EndpointError) return false;
      throw error;
    }
  }
}

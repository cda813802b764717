import { Duplex } from 'node:stream';
import { RequestBatcher } from './wire.ts';

/** What the PostgreSQL client takes for a socket: its bytes travel over a message port instead. */
export class PortStream extends Duplex {
  readonly #send: (request: Uint8Array) => void;
  readonly #batcher = new RequestBatcher();

  constructor(send: (request: Uint8Array) => void) {
    super();
    this.#send = send;
  }

  /** Bytes from the server. */
  receive(bytes: Uint8Array): void {
    if (!this.destroyed) this.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }

  connect(): this {
    queueMicrotask(() => this.emit('connect'));
    return this;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    for (const unit of this.#batcher.push(chunk)) this.#send(unit);
    done();
  }

  override _final(done: (error?: Error | null) => void): void {
    this.push(null);
    done();
  }

  // The client tunes its socket; a port has nothing to tune.
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}

import { connect, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { TlsRefusedError } from '../../../net/certificates.ts';
import { secureSocket, type Trust } from '../../../net/secure-socket.ts';

const keepAliveMs = 15_000;
/** A server that has said nothing of its own for so long is away. */
const firstAnswerMs = 5000;
/** Length 8 and the number that asks for TLS, as the protocol has it. */
const tlsRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
/** First bytes of what a PostgreSQL server says first: authentication, error, notice, protocol negotiation. */
const firstMessages = new Set(['R', 'E', 'N', 'v'].map((letter) => letter.charCodeAt(0)));

/** What answers at the port does not speak PostgreSQL's protocol. */
export class NotPostgresError extends Error {
  override readonly name = 'NotPostgresError';

  constructor() {
    super('The server does not speak the PostgreSQL protocol');
  }
}

export interface PgStreamOptions extends Trust {
  readonly tls: 'off' | 'verify';
}

/**
 * What the PostgreSQL client takes for a socket. Connects, with TLS only to a certificate that is trusted (the
 * client's own way sends user and database before that is known), and notices servers that are no PostgreSQL.
 */
export class PgStream extends Duplex {
  readonly #options: PgStreamOptions;
  #socket: Socket | null = null;
  #late: NodeJS.Timeout | undefined;

  constructor(options: PgStreamOptions) {
    super();
    this.#options = options;
  }

  connect(port: number, host: string): this {
    const socket = connect({
      port,
      host,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: keepAliveMs,
    });
    this.#socket = socket;
    this.#late = setTimeout(() => {
      this.destroy(Object.assign(new Error('The server did not answer'), { code: 'ETIMEDOUT' }));
    }, firstAnswerMs);
    socket.once('error', (error) => this.destroy(error));
    socket.once('close', () => this.destroy());
    socket.once('connect', () => {
      if (this.#options.tls === 'off') return this.#carry(socket);
      this.#negotiate(socket, host).then(
        (secured) => this.#carry(secured),
        (error: unknown) => this.destroy(error instanceof Error ? error : new Error('TLS failed')),
      );
    });
    return this;
  }

  async #negotiate(socket: Socket, host: string): Promise<Socket> {
    const answer = await new Promise<Buffer>((resolve) => {
      socket.once('data', resolve);
      socket.write(tlsRequest);
    });
    socket.pause();
    const letter = String.fromCharCode(answer[0] ?? 0);
    if (letter === 'N' && answer.length === 1) throw new TlsRefusedError('tls_unsupported', null);
    // More than the one letter before the handshake would be somebody's attempt to slip in words of theirs.
    if (letter !== 'S' || answer.length !== 1) throw new NotPostgresError();
    return secureSocket(socket, { ...this.#options, host });
  }

  #carry(socket: Socket): void {
    this.#socket = socket;
    socket.once('data', (first: Buffer) => {
      clearTimeout(this.#late);
      if (!firstMessages.has(first[0] ?? 0)) this.destroy(new NotPostgresError());
    });
    socket.on('data', (bytes: Buffer) => {
      if (!this.destroyed && !this.push(bytes)) socket.pause();
    });
    socket.once('end', () => this.push(null));
    socket.once('error', (error) => this.destroy(error));
    socket.once('close', () => this.destroy());
    this.emit('connect');
  }

  override _read(): void {
    this.#socket?.resume();
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#socket === null) done(new Error('Not connected'));
    else this.#socket.write(chunk, encoding, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    if (this.#socket === null) done();
    else this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#late);
    this.#socket?.destroy();
    done(error);
  }

  // The socket is set up when it is opened.
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    this.#socket?.ref();
    return this;
  }
  unref(): this {
    this.#socket?.unref();
    return this;
  }
}

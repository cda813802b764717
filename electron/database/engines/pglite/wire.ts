/**
 * Splits what the client writes into units that end where the server answers.
 *
 * The single-user backend answers everything it was given before it returns, so it must get a
 * Parse–Bind–Execute–Sync sequence whole, never in pieces.
 */
export class RequestBatcher {
  #pending: Buffer[] = [];
  #rest: Buffer = Buffer.alloc(0);
  #started = false;

  /** Complete units in `chunk` together with what came before. */
  push(chunk: Buffer): Buffer[] {
    const units: Buffer[] = [];
    let data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    for (let length = this.#messageLength(data); length !== null; length = this.#messageLength(data)) {
      const message = data.subarray(0, length);
      data = data.subarray(length);
      this.#pending.push(message);
      if (!this.#started || endsUnit(message)) {
        units.push(Buffer.concat(this.#pending));
        this.#pending = [];
      }
      this.#started = true;
    }
    this.#rest = data;
    return units;
  }

  /** Bytes of the first message, null while it is incomplete. Only the start-up message has no type byte. */
  #messageLength(data: Buffer): number | null {
    const header = this.#started ? 5 : 4;
    if (data.length < header) return null;
    const length = data.readUInt32BE(header - 4) + (this.#started ? 1 : 0);
    return data.length < length ? null : length;
  }
}

/** Query, Sync, Flush, Terminate, CopyDone, CopyFail, password: the server answers now. */
function endsUnit(message: Buffer): boolean {
  return 'QSHXcfp'.includes(String.fromCharCode(message[0] ?? 0));
}

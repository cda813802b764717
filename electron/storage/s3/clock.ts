/** Smaller differences are the network's and the header's full seconds. */
const toleratedMs = 30_000;

/**
 * The server's clock, as its answers tell it. S3 refuses signatures that are dated more than 15 minutes off, and
 * people's computers are; so signatures carry the server's time.
 */
export class ServerClock {
  #offsetMs = 0;

  now(): number {
    return Date.now() + this.#offsetMs;
  }

  /** Seconds by which the server is ahead of this computer; 0 while the difference does not matter. */
  get skewSeconds(): number {
    return Math.round(this.#offsetMs / 1000);
  }

  /** Takes the `Date` header of an answer that just arrived; whether signatures change by it. */
  learn(date: string | undefined): boolean {
    const server = date === undefined ? Number.NaN : Date.parse(date);
    if (Number.isNaN(server)) return false;
    const difference = server - Date.now();
    const offset = Math.abs(difference) < toleratedMs ? 0 : difference;
    if (Math.abs(offset - this.#offsetMs) < toleratedMs) return false;
    this.#offsetMs = offset;
    return true;
  }
}

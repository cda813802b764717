export const defaultRegion = 'us-east-1';

/** The region that requests are signed for: the one that was configured, or what the server says it is. */
export class Region {
  #current: string;
  readonly #configured: boolean;

  constructor(configured: string | null) {
    this.#configured = configured !== null;
    this.#current = configured ?? defaultRegion;
  }

  get current(): string {
    return this.#current;
  }

  /** Takes what an answer said; whether signing differently makes sense now. A configured region stays. */
  learn(region: string | null): boolean {
    if (this.#configured || region === null || region === '' || region === this.#current) return false;
    this.#current = region;
    return true;
  }
}

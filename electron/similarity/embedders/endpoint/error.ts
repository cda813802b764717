import type { Cause } from '../../../../shared/contract/connection.ts';

/** Worth another try as it is: the server is busy, restarting or out of reach for a moment. */
const passing: ReadonlySet<Cause> = new Set<Cause>([
  'refused',
  'timeout',
  'dns',
  'unreachable',
  'connection_lost',
  'overloaded',
  'server_error',
]);

export interface EndpointFacts {
  /** HTTP status, where the server answered. */
  readonly status?: number;
  /** Milliseconds that the server asked to wait. */
  readonly retryAfterMs?: number | undefined;
  /** Plain facts for the person's message. */
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}

/**
 * An embedding endpoint could not be used. `why` is what a person is told; the message names neither the
 * address nor what was sent.
 */
export class EndpointError extends Error {
  override readonly name = 'EndpointError';
  readonly why: Cause;
  readonly facts: EndpointFacts;

  constructor(why: Cause, message: string, facts: EndpointFacts = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.why = why;
    this.facts = facts;
  }

  /** Whether the same request may succeed in a moment. */
  get passes(): boolean {
    return passing.has(this.why);
  }
}

/**
 * The server answered properly, but not for this request: the picture, the words or one of the options don't
 * suit it. Whether the picture is to blame shows in whether another one is accepted.
 */
export class RequestRefused extends EndpointError {
  constructor(status: number, message: string) {
    super('bad_vector', message, { status });
  }
}

import type { z } from 'zod';
import type { ErrorCode } from './errors.ts';

/** One call of the renderer to the main process: parsed on arrival, answered with `output` or one of `errors`. */
export interface CallDefinition<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly kind: 'call';
  readonly summary: string;
  readonly input: I;
  readonly output: O;
  /** Codes that this call gives besides the common ones (`commonErrors`). */
  readonly errors: readonly ErrorCode[];
}

/** One message of the main process to the renderer. */
export interface EventDefinition<P extends z.ZodType = z.ZodType> {
  readonly kind: 'event';
  readonly summary: string;
  readonly payload: P;
}

export function call<I extends z.ZodType, O extends z.ZodType>(definition: {
  summary: string;
  input: I;
  output: O;
  errors?: readonly ErrorCode[];
}): CallDefinition<I, O> {
  return { kind: 'call', errors: [], ...definition };
}

export function event<P extends z.ZodType>(definition: { summary: string; payload: P }): EventDefinition<P> {
  return { kind: 'event', ...definition };
}

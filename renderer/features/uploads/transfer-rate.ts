/** Amount done at a moment (ms since the epoch). */
interface Sample {
  at: number;
  bytes: number;
}

/** Only the last seconds say how fast it goes now. */
const windowMs = 15_000;
/** An estimate out of less would jump about. */
const leastMs = 1500;

/** Adds a reading and forgets those that are too old. */
export function addSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const recent = samples.filter(({ at }) => sample.at - at <= windowMs && at < sample.at);
  return [...recent, sample];
}

/** Milliseconds until `remaining` bytes are through at the present rate; null while that can't be told. */
export function remainingMs(samples: readonly Sample[], remaining: number): number | null {
  const first = samples.at(0);
  const last = samples.at(-1);
  if (!first || !last) return null;
  const elapsed = last.at - first.at;
  const bytes = last.bytes - first.bytes;
  if (elapsed < leastMs || bytes <= 0) return null;
  return (Math.max(0, remaining) * elapsed) / bytes;
}

export type { Sample };

/** Files up to this size go up in one request. */
export const singlePutLimit = 16 * 1024 * 1024;
const mebibyte = 1024 * 1024;
const minPart = 8 * mebibyte;
const maxParts = 10_000;
/** S3's largest object. */
export const maxObjectBytes = 5 * 1024 ** 4;

export interface Part {
  /** From 1. */
  readonly part: number;
  readonly start: number;
  readonly length: number;
}

/** Size of the parts of a file: 8 MiB, more where S3's 10,000 parts would not reach. */
export function partSize(fileSize: number): number {
  const needed = Math.ceil(fileSize / maxParts);
  return Math.max(minPart, Math.ceil(needed / mebibyte) * mebibyte);
}

export function planParts(fileSize: number): readonly Part[] {
  const size = partSize(fileSize);
  const count = Math.max(1, Math.ceil(fileSize / size));
  return Array.from({ length: count }, (_, index) => ({
    part: index + 1,
    start: index * size,
    length: Math.min(size, fileSize - index * size),
  }));
}

/**
 * What is still to be sent when the store already has some parts: a part counts only with the length
 * that the plan gives it, so parts of another plan are sent again.
 */
export function missingParts(
  plan: readonly Part[],
  stored: readonly { part: number; size: number }[],
): readonly Part[] {
  const sizes = new Map(stored.map(({ part, size }) => [part, size]));
  return plan.filter(({ part, length }) => sizes.get(part) !== length);
}

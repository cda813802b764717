import type { UploadBatch } from '@shared/domain/upload.ts';
import { bytesOfFile, settledCount } from './upload-state.ts';

/** How far a drop (or several) is at a moment, in ms since the epoch. */
export interface Reading {
  at: number;
  bytes: number;
  totalBytes: number;
  files: number;
  totalFiles: number;
}

/** What is known of the pace, and of what is left. */
export interface Estimate {
  last: Reading;
  /** For how long something was seen to move, in ms. */
  measuredMs: number;
  /** Work that was done in that time. */
  measuredWork: number;
  /** Work a millisecond, and bytes a millisecond, smoothed. */
  workPace: number;
  bytePace: number;
  /** Milliseconds left as told; null while they can't be told. */
  leftMs: number | null;
}

/** An estimate out of less would jump about. */
const leastMs = 3000;
/** How long the past counts: paces, and what was told before. */
const paceMs = 9000;
const tellingMs = 5000;
/** Of all the work, before anything is told: a drop begins slowly. After `sureMs` it is slow. */
const leastShare = 0.005;
const sureMs = 15_000;
/** Nothing moved for so long: nobody knows. */
const stillMs = 15_000;
const mostMs = 48 * 3600_000;

const workOf = ({ bytes, files }: Reading): number => bytes + files * bytesOfFile;
const leftOf = ({ bytes, totalBytes, files, totalFiles }: Reading): number =>
  Math.max(0, totalBytes - bytes) + Math.max(0, totalFiles - files) * bytesOfFile;

export function beginEstimate(reading: Reading): Estimate {
  return { last: reading, measuredMs: 0, measuredWork: 0, workPace: 0, bytePace: 0, leftMs: null };
}

/**
 * Takes a reading. What is told counts down by the clock and follows what is measured slowly, so that it never jumps
 * when one file is slow or a large one is through; it is told only when it has been watched for some seconds.
 */
export function advance(before: Estimate, reading: Reading): Estimate {
  const ms = reading.at - before.last.at;
  if (ms <= 0) return { ...before, last: { ...reading, at: before.last.at } };
  // What is taken back (a file that begins anew) is no pace.
  const work = Math.max(0, workOf(reading) - workOf(before.last));
  const bytes = Math.max(0, reading.bytes - before.last.bytes);
  const measuredMs = before.measuredMs + ms;
  const weight = Math.max(1 - Math.exp(-ms / paceMs), ms / measuredMs);
  const workPace = before.workPace + weight * (work / ms - before.workPace);
  const bytePace = before.bytePace + weight * (bytes / ms - before.bytePace);
  const measured = workPace > 0 ? Math.min(mostMs, leftOf(reading) / workPace) : null;
  const measuredWork = before.measuredWork + work;
  const next = { last: reading, measuredMs, measuredWork, workPace, bytePace };
  const isKnown =
    measuredMs >= sureMs || (measuredMs >= leastMs && measuredWork >= leastShare * leftOf(reading));
  if (measured === null || !isKnown || ms > stillMs) return { ...next, leftMs: null };
  if (before.leftMs === null) return { ...next, leftMs: measured };
  const counted = Math.max(0, before.leftMs - ms);
  const pull = 1 - Math.exp(-ms / tellingMs);
  // By their ratio: what was told hours too long is right again in seconds, and what is nearly right hardly moves.
  return { ...next, leftMs: (counted + 1) ** (1 - pull) * (measured + 1) ** pull - 1 };
}

/** Bytes a second; null while nothing is known. */
export function speedOf({ measuredMs, bytePace }: Estimate): number | null {
  return measuredMs < leastMs || bytePace <= 0 ? null : bytePace * 1000;
}

export function readingOf(batches: readonly UploadBatch[], at: number): Reading {
  const sum = (figure: (batch: UploadBatch) => number): number =>
    batches.reduce((total, batch) => total + figure(batch), 0);
  return {
    at,
    bytes: sum(({ sentBytes }) => sentBytes),
    // What will not be sent any more counts as done by its files.
    totalBytes: sum(({ totalBytes }) => totalBytes),
    files: sum(settledCount),
    totalFiles: sum(({ total }) => total),
  };
}

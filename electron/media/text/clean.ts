/**
 * Makes a string fit for storage: Postgres refuses NUL and lone surrogates in text and jsonb.
 * Composed form (NFC), so that what macOS wrote is found by what Windows types.
 */
export function cleanString(value: string): string {
  return value
    .replaceAll('\u0000', '')
    .replace(/\p{Surrogate}/gu, '\uFFFD')
    .normalize('NFC');
}

/** Cuts to at most `maxBytes` of UTF-8 without splitting a character. */
export function truncateUtf8(value: string, maxBytes: number): string {
  if (value.length * 3 <= maxBytes) return value;
  const bytes = Buffer.from(value, 'utf8');
  if (bytes.length <= maxBytes) return value;
  let end = maxBytes;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

const MAX_DEPTH = 6;
const MAX_STRING = 4_000;

/** A JSON-safe copy of anything a parser gave: dates as ISO, bytes by their length, strings cleaned. */
function toJson(value: unknown, depth: number): Json | undefined {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string') return cleanString(value.slice(0, MAX_STRING));
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
  if (typeof value !== 'object' || depth >= MAX_DEPTH) return undefined;
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`;
  if (Array.isArray(value)) {
    return value.slice(0, 100).flatMap((item: unknown) => toJson(item, depth + 1) ?? []);
  }
  return cleanRecord(value, depth + 1);
}

function cleanRecord(value: object, depth: number): { [key: string]: Json } {
  const entries: [string, Json][] = [];
  for (const [key, item] of Object.entries(value)) {
    const json = toJson(item, depth);
    if (json !== undefined) entries.push([cleanString(key).slice(0, 200), json]);
  }
  return Object.fromEntries(entries);
}

/** The entries of an object, in order, as JSON-safe values, as many as fit into `maxBytes`. */
export function boundedJson(value: object, maxBytes: number): { [key: string]: Json } {
  const kept: [string, Json][] = [];
  let size = 2;
  for (const [key, item] of Object.entries(cleanRecord(value, 0))) {
    const bytes = Buffer.byteLength(JSON.stringify({ [key]: item }));
    if (size + bytes > maxBytes) continue;
    size += bytes;
    kept.push([key, item]);
  }
  return Object.fromEntries(kept);
}

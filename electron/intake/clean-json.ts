import type { z } from 'zod';

type Json = z.core.util.JSONType;

/** Deeper than this nothing is kept of it. */
const depthLimit = 100;

/** The value as a database takes it: no NUL, no half characters, and not without end in depth. */
export function cleanJson(value: Json, depth = 0): Json {
  if (depth > depthLimit) return null;
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map((item) => cleanJson(item, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  return cleanRecord(value, depth);
}

export function cleanRecord(value: Readonly<Record<string, Json>>, depth = 0): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [cleanText(key), cleanJson(item, depth + 1)]),
  );
}

function cleanText(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}

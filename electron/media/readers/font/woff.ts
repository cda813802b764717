import { inflateSync } from 'node:zlib';
import { MediaError } from '../../errors.ts';

const HEADER = 44;
const ENTRY = 20;
const MAX_TABLES = 256;

/**
 * A WOFF (1.0) font as the plain one that was wrapped: its tables inflated, one after another. Bytes that are
 * damaged fail here, at once.
 *
 * @param maxBytes of all tables together
 * @throws MediaError `corrupt`, `truncated`.
 */
export function unwrapWoff(woff: Buffer, maxBytes: number): Buffer {
  const count = woff.length < HEADER ? 0 : woff.readUInt16BE(12);
  if (count < 1 || count > MAX_TABLES) throw new MediaError('corrupt', `A font of ${count} tables`);
  if (woff.length < HEADER + count * ENTRY) throw new MediaError('truncated', 'The table directory is cut');
  const directory = Buffer.alloc(12 + count * 16);
  woff.copy(directory, 0, 4, 8);
  directory.writeUInt16BE(count, 4);
  const tables: Buffer[] = [];
  let at = directory.length;
  for (let i = 0; i < count; i++) {
    const entry = HEADER + i * ENTRY;
    const [offset, packed, length] = [4, 8, 12].map((field) => woff.readUInt32BE(entry + field));
    const table = readTable(woff, offset ?? 0, packed ?? 0, length ?? 0, maxBytes - at);
    const place = 12 + i * 16;
    woff.copy(directory, place, entry, entry + 4);
    woff.copy(directory, place + 4, entry + 16, entry + 20);
    directory.writeUInt32BE(at, place + 8);
    directory.writeUInt32BE(table.length, place + 12);
    const padded = Buffer.concat([table, Buffer.alloc((4 - (table.length % 4)) % 4)]);
    tables.push(padded);
    at += padded.length;
  }
  return Buffer.concat([directory, ...tables]);
}

function readTable(woff: Buffer, offset: number, packed: number, length: number, room: number): Buffer {
  if (length > room || packed > length) throw new MediaError('corrupt', `A table of ${length} bytes`);
  if (offset + packed > woff.length) throw new MediaError('truncated', 'A table is cut');
  const bytes = woff.subarray(offset, offset + packed);
  if (packed === length) return bytes;
  try {
    const table = inflateSync(bytes, { maxOutputLength: Math.max(1, length) });
    if (table.length === length) return table;
  } catch {
    // Said below.
  }
  throw new MediaError('corrupt', 'A table could not be inflated');
}

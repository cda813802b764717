import { createReadStream } from 'node:fs';
import { crc32 } from 'node:zlib';
import { type JournalRecord, journalLine } from './records.ts';

const NEWLINE = 0x0a;
const CHECKSUM_LENGTH = 8;

/** One line: the CRC-32 of the JSON as eight hex digits, a space, the JSON, a line feed. */
export function encodeLine(records: readonly JournalRecord[]): string {
  const json = JSON.stringify(records);
  return `${checksum(json)} ${json}\n`;
}

function checksum(data: string | Uint8Array): string {
  return crc32(data).toString(16).padStart(CHECKSUM_LENGTH, '0');
}

/** The records of one line without its line feed, or undefined when the line is torn or damaged. */
export function decodeLine(line: Buffer): JournalRecord[] | undefined {
  if (line.length < CHECKSUM_LENGTH + 2) return undefined;
  const body = line.subarray(CHECKSUM_LENGTH + 1);
  if (line.toString('latin1', 0, CHECKSUM_LENGTH) !== checksum(body)) return undefined;
  const parsed = journalLine.safeParse(JSON.parse(body.toString('utf8')));
  return parsed.success ? parsed.data : undefined;
}

export interface JournalReading {
  /** Length up to the end of the last whole line: anything beyond is a torn tail. */
  readonly wholeBytes: number;
  readonly totalBytes: number;
  /** Lines that could not be read although whole ones follow: never a mere interrupted write of one line. */
  readonly damagedLines: number;
}

/** Hands every whole line's records to `onRecords`, in order, without holding more than one line in memory. */
export async function readJournalFile(
  path: string,
  onRecords: (records: JournalRecord[]) => void,
): Promise<JournalReading> {
  let totalBytes = 0;
  let wholeBytes = 0;
  let pendingBad = 0;
  let damagedLines = 0;
  let rest: Buffer[] = [];
  const take = (line: Buffer, end: number): void => {
    const records = decodeLine(line);
    if (records === undefined) {
      pendingBad++;
      return;
    }
    onRecords(records);
    damagedLines += pendingBad;
    pendingBad = 0;
    wholeBytes = end;
  };
  const stream: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: 1 << 20 });
  for await (const chunk of stream) {
    let start = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, start)) {
      const tail = chunk.subarray(start, at);
      take(rest.length === 0 ? tail : Buffer.concat([...rest, tail]), totalBytes + at + 1);
      rest = [];
      start = at + 1;
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
    totalBytes += chunk.length;
  }
  return { wholeBytes, totalBytes, damagedLines };
}

import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { type JournalEntry, readJournal } from './journal.ts';

const header = [
  'kind',
  'id',
  'name',
  'result',
  'id at destination',
  'place at destination',
  'checksum in the library (SHA-256)',
  'objects compared at destination (SHA-256)',
  'note',
];

/** A cell that spreadsheets take for text: quoted, and never for a formula. */
function cell(value: string): string {
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

const line = (cells: readonly string[]): string => `${cells.map(cell).join(',')}\r\n`;

const joined = { created: 'made', id: 'joined', slug: 'joined' } as const;
const rules = { created: '', id: 'the same id is there', slug: 'the same slug is there' } as const;

function cellsOf(entry: JournalEntry): readonly string[] | null {
  switch (entry.t) {
    case 'place':
      return [entry.kind, entry.id, entry.name, joined[entry.how], entry.to, '', '', '', rules[entry.how]];
    case 'done':
      return [
        'asset',
        entry.id,
        entry.name,
        entry.outcome,
        entry.to,
        entry.path,
        entry.checksum ?? '',
        entry.objects.map(({ key, sha256 }) => `${sha256} ${key}`).join(' '),
        entry.note === undefined ? '' : 'renditions are made anew',
      ];
    case 'problem':
      return ['asset', entry.id, entry.name, 'not moved', '', '', '', '', entry.code];
    case 'gone':
      return ['asset', entry.id, '', 'removed at the source', '', '', '', '', ''];
    case 'intent':
    case 'multipart':
      return null;
  }
}

/** The last that the journal says about everything: later entries take the place of earlier ones. */
async function lastLines(journal: string): Promise<Map<string, number>> {
  const last = new Map<string, number>();
  let number = 0;
  for await (const entry of readJournal(journal)) {
    if (cellsOf(entry) !== null) last.set(`${entry.t === 'place' ? entry.kind : ''}${entry.id}`, number);
    number += 1;
  }
  return last;
}

/**
 * Writes what a move did as CSV: a line for every brand, project and asset. With a byte-order mark, by which
 * spreadsheets know that it is UTF-8. Rejects as the file system does.
 */
export async function writeReport(journal: string, path: string): Promise<void> {
  const last = await lastLines(journal);
  async function* lines(): AsyncGenerator<string> {
    yield `\uFEFF${line(header)}`;
    let number = 0;
    for await (const entry of readJournal(journal)) {
      const cells = cellsOf(entry);
      const isLast = last.get(`${entry.t === 'place' ? entry.kind : ''}${entry.id}`) === number;
      if (cells !== null && isLast) yield line(cells);
      number += 1;
    }
  }
  await pipeline(lines(), createWriteStream(path));
}

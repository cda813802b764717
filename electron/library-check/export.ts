import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Finding } from '../../shared/contract/check.ts';

const header = [
  'kind',
  'state',
  'name',
  'path',
  'asset id',
  'own',
  'size (bytes)',
  'expected size (bytes)',
  'first seen (UTC)',
  'removed from (UTC)',
];

/** A cell that spreadsheets take for text: quoted, and never for a formula. */
function cell(value: string): string {
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

const line = (cells: readonly string[]): string => `${cells.map(cell).join(',')}\r\n`;

const cellsOf = (one: Finding): readonly string[] => [
  one.kind,
  one.state,
  one.name,
  one.path,
  one.assetId ?? '',
  String(one.own),
  one.size === null ? '' : String(one.size),
  one.expectedSize === null ? '' : String(one.expectedSize),
  one.firstSeen,
  one.removedFrom ?? '',
];

/** With a byte-order mark, by which spreadsheets know that it is UTF-8. */
async function* asCsv(pages: AsyncIterable<readonly Finding[]>): AsyncGenerator<string> {
  yield `\uFEFF${line(header)}`;
  for await (const page of pages) yield page.map((one) => line(cellsOf(one))).join('');
}

async function* asJson(pages: AsyncIterable<readonly Finding[]>): AsyncGenerator<string> {
  let before = '[\n';
  for await (const page of pages) {
    yield before + page.map((one) => JSON.stringify(one)).join(',\n');
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

/** Writes findings into a file. Rejects as the file system does, and as reading them does. */
export async function exportFindings(
  pages: AsyncIterable<readonly Finding[]>,
  format: 'csv' | 'json',
  path: string,
): Promise<void> {
  await pipeline(format === 'csv' ? asCsv(pages) : asJson(pages), createWriteStream(path));
}

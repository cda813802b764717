import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { singlePutLimit } from '../../../electron/ingest/parts.ts';
import type { BrandId } from '../../../shared/domain/ids.ts';
import { noise, photo, writeFiles } from '../../support/drop-files.ts';
import type { Plan } from '../plan.ts';

const large = new Set<string>([
  'ingest.multipartBegun',
  'ingest.multipartJournaled',
  'ingest.partSent',
  'ingest.partsSent',
  'ingest.cleared',
]);

/** Whether a drop has a file that goes in parts: a step of the plan is about them. */
export const hasLarge = ({ kills }: Pick<Plan, 'kills'>): boolean =>
  kills.some(({ step }) => large.has(step));

export interface Dropped {
  readonly folder: string;
  /** SHA-256 of each content, once. */
  readonly checksums: readonly string[];
}

/** A few files that no other run has: pictures, one of them twice, a short text, bytes; with one that goes in parts where a step wants it. */
export async function dropOf({ seed, kills }: Plan, folder: string): Promise<Dropped> {
  const own = Buffer.from(`seed ${seed}`);
  const twin = Buffer.concat([await photo(seed), own]);
  const files: Record<string, Uint8Array> = {
    'one.jpg': twin,
    'deeper/again.jpg': twin,
    'two.png': Buffer.concat([await photo(seed + 1, 'png'), own]),
    'note.txt': Buffer.from(`A note of run ${seed}.`),
    'bytes.bin': noise(60_000 + (seed % 1000), seed * 2 + 1),
  };
  if (hasLarge({ kills })) files['large.bin'] = noise(singlePutLimit + 100_000, seed * 2 + 3);
  const root = await writeFiles(join(folder, `run ${seed}`), files);
  const checksums = Object.values(files).map(sha256);
  return { folder: root, checksums: [...new Set(checksums)].sort() };
}

export const sha256 = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex');

/** What of a brand is other than expected: each file has to be there as often as it is named, unless it may be missing as well. */
export function compareBrand(
  brandId: BrandId,
  there: readonly string[],
  expected: readonly string[],
  { mayMiss }: { mayMiss: boolean },
) {
  const count = (of: readonly string[], one: string) => of.filter((other) => other === one).length;
  const known = [...new Set(expected)];
  const lost = mayMiss ? [] : known.filter((one) => count(there, one) < count(expected, one));
  const doubled = known.filter((one) => count(there, one) > count(expected, one));
  const foreign = there.filter((one) => !expected.includes(one));
  return [
    ...lost.map((one) => ({ kind: 'lost' as const, what: `${one} of brand ${brandId} is not there` })),
    ...doubled.map((one) => ({
      kind: 'doubled' as const,
      what: `${one} of brand ${brandId} is there again`,
    })),
    ...foreign.map((one) => ({ kind: 'orphaned' as const, what: `${one} was never dropped on ${brandId}` })),
  ];
}

import { readFile } from 'node:fs/promises';
import { create, type Font } from 'fontkit';
import sharp from 'sharp';
import { z } from 'zod';
import { fromFileSystem, MediaError, type MediaProblem, messageOf } from '../../errors.ts';
import { statRegularFile } from '../../hash.ts';
import { defined } from '../../metadata.ts';
import type { DescriptiveMetadata } from '../../protocol.ts';
import { toPixels } from '../../renditions.ts';
import { cleanString } from '../../text/clean.ts';
import { limited } from '../limited.ts';
import type { Reader } from '../reader.ts';
import { drawSpecimen } from './specimen.ts';
import { unwrapWoff } from './woff.ts';

/** Collections of Chinese, Japanese and Korean faces have some 100 MB. */
const MAX_BYTES = 160 * 1024 * 1024;
/** The parser works on the worker's own thread, and some damage sends it round in circles. */
const MAX_MS = 10_000;
/** What the tables of a compressed font may claim to become. */
const MAX_TABLES = 256 * 1024 * 1024;

/** TTF, OTF, WOFF, WOFF2 and collections (the first face): names, weight, and a specimen as the picture. */
export const readFont: Reader = async ({ path, limits }) => {
  const { size } = await statRegularFile(path);
  if (size > MAX_BYTES) {
    return { facts: {}, problem: { code: 'unsupported', detail: 'The font is larger than 160 MB' } };
  }
  const bytes = await readFile(path).catch((error: unknown) => {
    throw fromFileSystem(error);
  });
  const { metadata, svg, problem } = limited(Math.min(MAX_MS, limits.seconds * 500), () => look(bytes));
  const facts = { metadata };
  if (svg === undefined) return { facts, ...(problem !== undefined && { problem }) };
  const drawing = sharp(Buffer.from(svg)).timeout({ seconds: limits.seconds }).removeAlpha();
  return { facts, pixels: await toPixels(drawing), drawn: true };
};

interface Look {
  readonly metadata: DescriptiveMetadata;
  readonly svg?: string | undefined;
  readonly problem?: MediaProblem;
}

function look(bytes: Buffer): Look {
  const font = open(bytes);
  const metadata = describe(font);
  try {
    return { metadata, svg: drawSpecimen(font) };
  } catch (error) {
    return { metadata, problem: { code: 'corrupt', detail: messageOf(error) } };
  }
}

function open(bytes: Buffer): Font {
  try {
    const isWoff = bytes.toString('latin1', 0, 4) === 'wOFF';
    const opened = create(isWoff ? unwrapWoff(bytes, MAX_TABLES) : bytes);
    const font = 'fonts' in opened ? opened.fonts[0] : opened;
    if (font === undefined) throw new Error('The collection is empty');
    refuseBombs(font);
    return font;
  } catch (error) {
    throw error instanceof MediaError ? error : new MediaError('corrupt', messageOf(error));
  }
}

const length = z.number().optional().catch(undefined);
const directory = z.object({
  directory: z.object({ tables: z.record(z.string(), z.object({ length, transformLength: length })) }),
});

/** Compressed fonts announce how long their tables become, and get that much memory. */
function refuseBombs(font: Font): void {
  const parsed = directory.safeParse(font);
  if (!parsed.success) throw new MediaError('corrupt', 'The font has no tables');
  const claimed = Object.values(parsed.data.directory.tables).reduce(
    (sum, table) => sum + Math.max(table.length ?? 0, table.transformLength ?? 0),
    0,
  );
  if (claimed > MAX_TABLES) throw new MediaError('corrupt', `Tables of ${claimed} bytes`);
}

function describe(font: Font): DescriptiveMetadata {
  const clean = (value: unknown): string | undefined =>
    typeof value === 'string' && value.trim() !== '' ? cleanString(value).trim().slice(0, 1_000) : undefined;
  const weight = attempt(() => font['OS/2'].usWeightClass);
  return defined({
    title: clean(attempt(() => font.fullName)),
    creator: clean(attempt(() => font.getName('designer', 'en') ?? font.getName('manufacturer', 'en'))),
    copyright: clean(attempt(() => font.copyright)),
    fontFamily: clean(attempt(() => font.getName('preferredFamily', 'en')) ?? attempt(() => font.familyName)),
    fontStyle: clean(
      attempt(() => font.getName('preferredSubfamily', 'en')) ?? attempt(() => font.subfamilyName),
    ),
    fontWeight: weight !== undefined && weight >= 1 && weight <= 1000 ? Math.round(weight) : undefined,
    fontAxes: clean(attempt(() => describeAxes(font))),
    glyphCount: attempt(() => font.numGlyphs),
  });
}

/** `wght 45–920`; empty for a font that does not vary. */
function describeAxes(font: Font): string {
  return Object.entries(font.variationAxes)
    .flatMap(([tag, axis]) => (axis === undefined ? [] : `${tag} ${axis.min}–${axis.max}`))
    .slice(0, 16)
    .join(', ');
}

/** One broken table does not cost what the others say. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read() ?? undefined;
  } catch {
    return undefined;
  }
}

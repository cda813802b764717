import exifr from 'exifr';
import { z } from 'zod';
import type { DescriptiveMetadata, MediaFacts } from './protocol.ts';
import { sourceTypeTerm } from './provenance/source-type.ts';
import { boundedJson, cleanString } from './text/clean.ts';

const RAW_LIMIT = 32 * 1024;
const TEXT_LIMIT = 4_000;
const KEYWORD_LIMIT = 200;

export type EmbeddedMetadata = Pick<MediaFacts, 'metadata' | 'gps' | 'raw'>;

/** Segments as libvips hands them over, for the containers that the metadata parser doesn't know well. */
export interface Segments {
  readonly exif?: Buffer;
  readonly xmp?: Buffer;
  readonly icc?: Buffer;
}

const OPTIONS = {
  tiff: true,
  exif: true,
  gps: true,
  iptc: true,
  xmp: true,
  icc: { pick: ['ProfileDescription'], multiSegment: true },
  ihdr: false,
  jfif: false,
  makerNote: false,
  userComment: true,
  ifd1: false,
  interop: false,
  mergeOutput: true,
  // Local wall-clock times must not be read in the time zone of this computer.
  reviveValues: false,
};

/**
 * EXIF, IPTC and XMP of a picture. Broken metadata is no metadata: it never fails the picture.
 *
 * @param input path or bytes of a JPEG or TIFF file
 */
export async function readMetadata(input: string | Buffer): Promise<EmbeddedMetadata> {
  const parsed: unknown = await exifr.parse(input, OPTIONS).catch(() => undefined);
  const tags = z.record(z.string(), z.unknown()).safeParse(parsed);
  return tags.success ? fromTags(tags.data) : {};
}

/** The same segments in the one wrapping that the parser reads best, a JPEG without a picture. */
export async function readSegments({ exif, xmp, icc }: Segments): Promise<EmbeddedMetadata> {
  const parts: Buffer[] = [Buffer.from([0xff, 0xd8])];
  if (exif !== undefined) parts.push(...segment(APP1, 'Exif\0\0', stripPrefix(exif, 'Exif\0\0')));
  if (xmp !== undefined) parts.push(...segment(APP1, 'http://ns.adobe.com/xap/1.0/\0', xmp));
  if (icc !== undefined) parts.push(...segment(APP2, 'ICC_PROFILE\0\x01\x01', icc));
  if (parts.length === 1) return {};
  return readMetadata(Buffer.concat([...parts, Buffer.from([0xff, 0xd9])]));
}

const stripPrefix = (bytes: Buffer, prefix: string): Buffer =>
  bytes.subarray(0, prefix.length).toString('latin1') === prefix ? bytes.subarray(prefix.length) : bytes;

const APP1 = 0xe1;
const APP2 = 0xe2;

/** Nothing when it is too long for one segment. */
function segment(marker: number, prefix: string, payload: Buffer): Buffer[] {
  const length = 2 + prefix.length + payload.length;
  if (length > 0xffff) return [];
  const header = Buffer.from([0xff, marker, length >> 8, length & 0xff]);
  return [header, Buffer.from(prefix, 'latin1'), payload];
}

const localised = z.object({ value: z.unknown() });

/** The first usable text among values that may be strings, numbers, lists or XMP's language alternatives. */
function text(...values: unknown[]): string | undefined {
  for (const value of values) {
    const single: unknown = Array.isArray(value)
      ? value.filter((item) => typeof item === 'string').join(', ')
      : value;
    const alternative = localised.safeParse(single);
    const plain = alternative.success ? alternative.data.value : single;
    if (typeof plain !== 'string' && typeof plain !== 'number') continue;
    const cleaned = cleanString(repairLatin1(String(plain)))
      .trim()
      .slice(0, TEXT_LIMIT);
    if (cleaned !== '') return cleaned;
  }
  return undefined;
}

/** XMP may name a URI by reference, `rdf:resource`, where others write it out. */
const referred = (value: unknown): unknown =>
  z.object({ resource: z.string() }).safeParse(value).data?.resource;

/** IPTC and EXIF strings are read as Latin-1, yet most programs write UTF-8 into them. */
function repairLatin1(value: string): string {
  if (!/[\u0080-\u00FF]/.test(value) || /[^\p{ASCII}\u0080-\u00FF]/u.test(value)) return value;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'latin1'));
  } catch {
    return value;
  }
}

function keywords(...values: unknown[]): string[] | undefined {
  const all = values.flatMap((value) => {
    if (Array.isArray(value)) return value.flatMap((item: unknown) => text(item) ?? []);
    const single = text(value);
    return single === undefined ? [] : single.split(/[;,]/).map((part) => part.trim());
  });
  const unique = [...new Set(all.filter((word) => word !== ''))].slice(0, KEYWORD_LIMIT);
  return unique.length > 0 ? unique : undefined;
}

/** `2024:05:01 10:20:30` with an optional offset, or ISO, to ISO 8601. */
export function isoDate(value: unknown, offset?: unknown): string | undefined {
  const match =
    typeof value === 'string'
      ? /^(\d{4})[:-](\d\d)[:-](\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?)?/.exec(
          value,
        )
      : null;
  if (match === null) return undefined;
  const [, year, month, day, hour = '00', minute = '00', second = '00', zone] = match;
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  if (Number.isNaN(Date.parse(`${local}Z`))) return undefined;
  const suffix = zone ?? (typeof offset === 'string' && /^[+-]\d\d:\d\d$/.test(offset) ? offset : '');
  return `${local}${suffix}`;
}

function rating(value: unknown): number | undefined {
  const number = Number(value ?? Number.NaN);
  return number >= 0 && number <= 5 ? Math.round(number) : undefined;
}

function camera(make: unknown, model: unknown): string | undefined {
  const maker = text(make);
  const name = text(model);
  if (maker === undefined || name === undefined) return name ?? maker;
  const first = maker.split(' ')[0] ?? maker;
  return name.toLowerCase().startsWith(first.toLowerCase()) ? name : `${maker} ${name}`;
}

/** `1/125 s · f/2.8 · ISO 200 · 35 mm`, as far as it is known. */
function exposure(tags: Record<string, unknown>): string | undefined {
  const number = (value: unknown): number | undefined =>
    typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : undefined;
  const seconds = number(tags.ExposureTime);
  const aperture = number(tags.FNumber);
  const sensitivity = number(tags.ISO);
  const focal = number(tags.FocalLength);
  const short = (value: number): string => String(Math.round(value * 10) / 10);
  const parts = [
    seconds !== undefined && (seconds < 0.3 ? `1/${Math.round(1 / seconds)} s` : `${short(seconds)} s`),
    aperture !== undefined && `f/${short(aperture)}`,
    sensitivity !== undefined && `ISO ${Math.round(sensitivity)}`,
    focal !== undefined && `${short(focal)} mm`,
  ].filter((part) => part !== false);
  return parts.length > 0 ? parts.join(' · ') : undefined;
}

function fromTags(tags: Record<string, unknown>): EmbeddedMetadata {
  const metadata: DescriptiveMetadata = defined({
    title: text(tags.title, tags.ObjectName, tags.Headline, tags.XPTitle),
    description: text(tags.description, tags.Caption, tags.ImageDescription, tags.XPComment),
    keywords: keywords(tags.subject, tags.Keywords, tags.XPKeywords),
    creator: text(tags.creator, tags.Byline, tags.Artist, tags.XPAuthor),
    copyright: text(tags.rights, tags.CopyrightNotice, tags.Copyright),
    rating: rating(tags.Rating),
    camera: camera(tags.Make, tags.Model),
    lens: text(tags.LensModel, tags.Lens),
    exposure: exposure(tags),
    takenAt:
      isoDate(tags.DateTimeOriginal, tags.OffsetTimeOriginal) ??
      isoDate(tags.CreateDate, tags.OffsetTimeDigitized) ??
      isoDate(tags.DateCreated),
    software: text(tags.Software, tags.CreatorTool),
    digitalSourceType: sourceTypeTerm(text(tags.DigitalSourceType, referred(tags.DigitalSourceType))),
    colorProfile: text(tags.ProfileDescription),
  });
  const gps = position(tags);
  const rest = Object.entries(tags).filter(([key]) => !key.startsWith('GPS') && !positionKeys.has(key));
  const raw = boundedJson(Object.fromEntries(rest), RAW_LIMIT);
  return {
    ...(Object.keys(metadata).length > 0 && { metadata }),
    ...(gps !== undefined && { gps }),
    ...(Object.keys(raw).length > 0 && { raw }),
  };
}

const positionKeys: ReadonlySet<string> = new Set(['latitude', 'longitude']);

function position(tags: Record<string, unknown>): { latitude: number; longitude: number } | undefined {
  const parsed = z
    .object({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) })
    .safeParse(tags);
  return parsed.success ? parsed.data : undefined;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The same object without the keys whose value is undefined. */
export function defined<T extends object>(value: T): Defined<T> {
  const result: Defined<T> = {};
  for (const key of Object.keys(value) as (keyof T)[]) {
    const item = value[key];
    if (item !== undefined) Object.assign(result, { [key]: item });
  }
  return result;
}

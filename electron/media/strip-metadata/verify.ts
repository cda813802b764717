import exifr from 'exifr';
import { MediaError } from '../errors.ts';
import { probeFile } from '../probe.ts';
import type { DescriptiveMetadata } from '../protocol.ts';
import { heardDigest, packetDigest } from '../readers/packets.ts';
import type { ReadInput, ReadOutput } from '../readers/reader.ts';
import { readerFor } from '../readers/registry.ts';

/** What says how a file is stored and nothing about its making. */
const technical: ReadonlySet<string> = new Set([
  'codec',
  'frameRate',
  'waveform',
  'colorProfile',
] satisfies (keyof DescriptiveMetadata)[]);

/** Of the tags that are read for display: the way up, how samples are stored, and all of a colour profile. */
const technicalTags: ReadonlySet<string> = new Set([
  ...(exifr.tagKeys.get('icc')?.values() ?? []),
  ...[
    'Orientation ProfileDescription ImageWidth ImageHeight BitsPerSample Compression PhotometricInterpretation',
    'StripOffsets SamplesPerPixel RowsPerStrip StripByteCounts XResolution YResolution ResolutionUnit',
    'PlanarConfiguration Predictor TileWidth TileLength TileOffsets TileByteCounts ExtraSamples SampleFormat',
    'FillOrder SubfileType NewSubfileType JPEGTables YCbCrSubSampling YCbCrPositioning ReferenceBlackWhite',
    'WhitePoint PrimaryChromaticities ColorMap TransferFunction PageNumber InkSet NumberOfInks DotRange ICC',
    // Of films: what the container itself has to say.
    'major_brand minor_version compatible_brands language handler_name vendor_id rotate DURATION',
  ].flatMap((names) => names.split(' ')),
]);

/**
 * Reads a file that lost its metadata as the app reads any file, and compares it with the one it was made of.
 *
 * @throws MediaError `unsupported` where something was left or something else was changed; `corrupt` or `truncated`
 *   where the original can't be read well enough to tell.
 */
export async function verifyStripped(original: ReadInput, path: string): Promise<void> {
  const probe = await probeFile(path, `stripped.${original.probe.ext}`, original.signal);
  if (probe.mime !== original.probe.mime) refuse(`It became ${probe.mime}`);
  const before = await readWhole(original);
  const after = await readWhole({ ...original, path, probe });
  const left = leftIn(after.facts);
  if (left.length > 0) refuse(`Left in it: ${left.join(', ')}`);
  if (!looksTheSame(before, after)) refuse('It would look different');
  if (probe.type === 'video' || probe.type === 'audio') {
    // In streams of nothing but frames tags are taken for packets, which no decoder hears.
    const digest = bareFrames.has(probe.mime) ? heardDigest : packetDigest;
    const expected = await digest(original.path, original.signal);
    if (expected === null) throw new MediaError('corrupt', 'There is nothing to play');
    if (expected !== (await digest(path, original.signal))) refuse('It would play differently');
  }
}

const bareFrames: ReadonlySet<string> = new Set(['audio/mpeg', 'audio/aac']);

function refuse(detail: string): never {
  throw new MediaError('unsupported', detail);
}

/** A file that can only be read in part can't be compared. */
async function readWhole(input: ReadInput): Promise<ReadOutput> {
  const reader = await readerFor(input.probe);
  if (reader === undefined) return refuse('It can not be read back');
  const output = await reader(input);
  if (output.problem !== undefined) throw new MediaError(output.problem.code, output.problem.detail);
  return output;
}

function leftIn({ metadata = {}, raw = {}, gps, generation, c2pa }: ReadOutput['facts']): string[] {
  return [
    ...Object.keys(metadata).filter((key) => !technical.has(key)),
    // What a container has to name is there, and empty.
    ...Object.entries(raw).flatMap(([key, value]) => (technicalTags.has(key) || value === '' ? [] : [key])),
    ...Object.entries({ gps, generation, c2pa }).flatMap(([key, value]) =>
      value === undefined ? [] : [key],
    ),
  ];
}

/** A sound's picture is its cover, which goes; the waveform that is drawn then is compared as such. */
function looksTheSame(before: ReadOutput, after: ReadOutput): boolean {
  const comparable = ({ facts }: ReadOutput): string =>
    JSON.stringify([
      [facts.width, facts.height, facts.frames, facts.pageCount, facts.hasAlpha],
      [facts.metadata?.colorProfile, facts.metadata?.codec, facts.metadata?.waveform],
    ]);
  if (comparable(before) !== comparable(after)) return false;
  if (before.facts.metadata?.waveform !== undefined || after.drawn === true) return true;
  const [a, b] = [before.pixels, after.pixels];
  if (a === undefined || b === undefined) return a === b;
  return a.width === b.width && a.height === b.height && Buffer.compare(a.data, b.data) === 0;
}

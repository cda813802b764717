import type { FileBytes } from '../../bytes.ts';
import { MediaError } from '../../errors.ts';

/** Photoshop's colour modes whose merged picture can be shown. */
export type PsdMode = 'bitmap' | 'grey' | 'indexed' | 'rgb' | 'cmyk' | 'lab';

const modes: Readonly<Record<number, PsdMode>> = {
  0: 'bitmap',
  1: 'grey',
  2: 'indexed',
  3: 'rgb',
  4: 'cmyk',
  // A duotone's own inks are known to Photoshop only; as grey it is shown by everybody else.
  8: 'grey',
  9: 'lab',
};

export interface PsdHeader {
  /** A large document (PSB), with wider lengths. */
  readonly large: boolean;
  readonly channels: number;
  readonly width: number;
  readonly height: number;
  readonly depth: 1 | 8 | 16 | 32;
  readonly mode: PsdMode | 'other';
}

export interface PsdDocument extends PsdHeader {
  /** 256 reds, greens and blues of an indexed picture. */
  readonly palette: Buffer;
  readonly resources: ReadonlyMap<number, Buffer>;
  /** Whether the first channel beyond the colours is the merged picture's transparency. */
  readonly transparent: boolean;
  /** Where the merged picture begins. */
  readonly mergedAt: number;
}

export const resourceId = { thumbnail: 1036, icc: 1039, version: 1057, exif: 1058, xmp: 1060 } as const;
const wanted: ReadonlySet<number> = new Set(Object.values(resourceId));

const HEADER = 26;
const MAX_SIDE = 300_000;
/** What is read of previews, profiles and metadata; documents with long histories have some megabytes. */
const MAX_RESOURCES = 64 * 1024 * 1024;

export async function readPsdHeader(file: FileBytes): Promise<PsdHeader> {
  const header = await file.read(0, HEADER);
  const version = header.readUInt16BE(4);
  const depth = header.readUInt16BE(22);
  const [channels, height, width] = [
    header.readUInt16BE(12),
    header.readUInt32BE(14),
    header.readUInt32BE(18),
  ];
  if (header.toString('latin1', 0, 4) !== '8BPS' || (version !== 1 && version !== 2)) {
    throw new MediaError('corrupt', 'Not a Photoshop document');
  }
  if (channels < 1 || channels > 56 || width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE) {
    throw new MediaError('corrupt', `${width} × ${height} with ${channels} channels`);
  }
  if (depth !== 1 && depth !== 8 && depth !== 16 && depth !== 32) {
    throw new MediaError('corrupt', `${depth} bits a channel`);
  }
  const mode = modes[header.readUInt16BE(24)] ?? 'other';
  return { large: version === 2, channels, width, height, depth, mode };
}

/** Everything before the merged picture, with the lengths that lead there checked against the file. */
export async function readPsdDocument(file: FileBytes): Promise<PsdDocument> {
  const header = await readPsdHeader(file);
  const paletteLength = (await file.read(HEADER, 4)).readUInt32BE();
  const palette = await file.readUpTo(HEADER + 4, Math.min(paletteLength, 768));
  const resourcesAt = HEADER + 4 + paletteLength;
  const resourcesLength = (await file.read(resourcesAt, 4)).readUInt32BE();
  const resources =
    resourcesLength <= MAX_RESOURCES
      ? parseResources(await file.readUpTo(resourcesAt + 4, resourcesLength))
      : new Map<number, Buffer>();
  const layersAt = resourcesAt + 4 + resourcesLength;
  const wide = header.large ? 8 : 4;
  const layersLength = await readLength(file, layersAt, header.large);
  const transparent = layersLength >= wide + 2 && (await readLayerCount(file, layersAt + wide, header)) < 0;
  return { ...header, palette, resources, transparent, mergedAt: layersAt + wide + layersLength };
}

async function readLength(file: FileBytes, at: number, large: boolean): Promise<number> {
  const bytes = await file.read(at, large ? 8 : 4);
  return large ? Number(bytes.readBigUInt64BE()) : bytes.readUInt32BE();
}

/** Negative when there is transparency in the merged picture; 0 where there are no layers. */
async function readLayerCount(file: FileBytes, at: number, { large }: PsdHeader): Promise<number> {
  const length = await readLength(file, at, large);
  return length < 2 ? 0 : (await file.read(at + (large ? 8 : 4), 2)).readInt16BE();
}

function parseResources(section: Buffer): Map<number, Buffer> {
  const found = new Map<number, Buffer>();
  let at = 0;
  while (at + 12 <= section.length) {
    const id = section.readUInt16BE(at + 4);
    const nameLength = section[at + 6] ?? 0;
    // A name has its length before it, and both together an even one.
    const sizeAt = at + 6 + 1 + nameLength + ((nameLength + 1) % 2);
    if (sizeAt + 4 > section.length) break;
    const size = section.readUInt32BE(sizeAt);
    const dataAt = sizeAt + 4;
    if (dataAt + size > section.length) break;
    if (wanted.has(id) && !found.has(id)) found.set(id, section.subarray(dataAt, dataAt + size));
    at = dataAt + size + (size % 2);
  }
  return found;
}

import { setImmediate } from 'node:timers/promises';
import { type FileBytes, sequence } from '../../bytes.ts';
import { MediaError, throwIfAborted } from '../../errors.ts';
import { PREVIEW_SIDE } from '../../renditions.ts';
import type { ColorModel, RawPicture } from '../../tiff-wrap.ts';
import type { PsdDocument, PsdMode } from './document.ts';
import { unpackBits } from './packbits.ts';

const colors: Readonly<Record<PsdMode, { model: ColorModel; channels: number }>> = {
  bitmap: { model: 'grey', channels: 1 },
  grey: { model: 'grey', channels: 1 },
  indexed: { model: 'rgb', channels: 3 },
  rgb: { model: 'rgb', channels: 3 },
  cmyk: { model: 'cmyk', channels: 4 },
  lab: { model: 'lab', channels: 3 },
};

const RAW = 0;
const PACK_BITS = 1;
/** Rows between two looks at the signal, which is also when other requests get their turn. */
const ROWS_A_TURN = 512;

/**
 * The merged picture that Photoshop keeps for programs that know no layers, averaged down while it is read, so that
 * memory depends on the preview's size and not on the document's.
 *
 * @throws MediaError `unsupported`, `corrupt`, `truncated`, `cancelled`, `timeout`.
 */
export async function readMerged(
  file: FileBytes,
  document: PsdDocument,
  signal: AbortSignal,
): Promise<RawPicture> {
  const { mode, width, height, depth, transparent } = document;
  if (mode === 'other') throw new MediaError('unsupported', 'A colour mode without a merged picture');
  const { model, channels: colorChannels } = colors[mode];
  const stored = mode === 'indexed' ? 1 : colorChannels;
  if (document.channels < stored) throw new MediaError('corrupt', 'A colour channel is missing');
  // In the others white lies under what is transparent already.
  const hasAlpha = transparent && document.channels > stored && (mode === 'rgb' || mode === 'grey');
  const planes = stored + (hasAlpha ? 1 : 0);

  const factor = Math.max(1, Math.floor(Math.max(width, height) / (2 * PREVIEW_SIDE)));
  const small = { width: Math.ceil(width / factor), height: Math.ceil(height / factor) };
  const channels = colorChannels + (hasAlpha ? 1 : 0);
  const data = Buffer.alloc(small.width * small.height * channels);
  const nextRow = await rowReader(file, document, planes);
  const values = new Float32Array(width * (mode === 'indexed' ? 3 : 1));
  const sums = new Float64Array(small.width * (mode === 'indexed' ? 3 : 1));
  const palette = Buffer.concat([document.palette, Buffer.alloc(768)]).subarray(0, 768);

  for (let plane = 0; plane < planes; plane++) {
    for (let top = 0; top < height; top += factor) {
      const rows = Math.min(factor, height - top);
      sums.fill(0);
      for (let row = 0; row < rows; row++) {
        if ((top + row) % ROWS_A_TURN === 0) {
          await setImmediate();
          throwIfAborted(signal);
        }
        const bytes = await nextRow();
        if (mode === 'indexed') expandPalette(bytes, palette, values, width);
        else expandSamples(bytes, depth, values);
        addInto(sums, values, width, small.width, factor);
      }
      const y = top / factor;
      for (let x = 0; x < small.width; x++) {
        const count = rows * Math.min(factor, width - x * factor);
        const at = (y * small.width + x) * channels + plane;
        if (mode === 'indexed') {
          for (let c = 0; c < 3; c++) data[at + c] = Math.round((sums[c * small.width + x] ?? 0) / count);
        } else {
          data[at] = Math.round((sums[x] ?? 0) / count);
        }
      }
    }
  }
  toTiffConvention(data, mode, channels, hasAlpha);
  const icc = depth === 32 ? undefined : document.resources.get(1039);
  return { model, data, ...small, channels, hasAlpha, icc };
}

/** Rows of the planes in the order in which they are stored: plane by plane, from the top. */
async function rowReader(
  file: FileBytes,
  { mergedAt, channels, width, height, depth, large }: PsdDocument,
  planes: number,
): Promise<() => Promise<Buffer>> {
  const rowBytes = depth === 1 ? Math.ceil(width / 8) : (width * depth) / 8;
  const compression = (await file.read(mergedAt, 2)).readUInt16BE();
  if (compression === RAW) {
    const take = sequence(file, mergedAt + 2);
    return () => take(rowBytes);
  }
  if (compression !== PACK_BITS) throw new MediaError('unsupported', `Compression ${compression}`);
  const entry = large ? 4 : 2;
  // Rows of further channels come behind those that are read, their lengths too.
  const lengths = await file.read(mergedAt + 2, planes * height * entry);
  const take = sequence(file, mergedAt + 2 + channels * height * entry);
  const unpacked = Buffer.alloc(rowBytes);
  let index = 0;
  return async () => {
    const at = index++ * entry;
    const length = large ? lengths.readUInt32BE(at) : lengths.readUInt16BE(at);
    // The worst that packing makes of a row, with room for writers that split more than they must.
    if (length > rowBytes * 2 + 128) throw new MediaError('corrupt', 'A row is longer than it can be');
    unpackBits(await take(length), unpacked);
    return unpacked;
  };
}

/** Samples of any depth as 0–255. */
function expandSamples(bytes: Buffer, depth: PsdDocument['depth'], values: Float32Array): void {
  for (let x = 0; x < values.length; x++) {
    if (depth === 8) values[x] = bytes[x] ?? 0;
    else if (depth === 16) values[x] = bytes.readUInt16BE(x * 2) / 257;
    else if (depth === 1) values[x] = ((bytes[x >> 3] ?? 0) >> (7 - (x & 7))) & 1 ? 0 : 255;
    else values[x] = encodeLight(bytes.readFloatBE(x * 4));
  }
}

/** Linear light, where 1 is white and more is possible, by the curve of sRGB. */
function encodeLight(value: number): number {
  if (!(value > 0)) return 0;
  if (value >= 1) return 255;
  return 255 * (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055);
}

function expandPalette(bytes: Buffer, palette: Buffer, values: Float32Array, width: number): void {
  for (let x = 0; x < width; x++) {
    const index = bytes[x] ?? 0;
    for (let c = 0; c < 3; c++) values[c * width + x] = palette[c * 256 + index] ?? 0;
  }
}

function addInto(
  sums: Float64Array,
  values: Float32Array,
  width: number,
  smallWidth: number,
  factor: number,
): void {
  const planes = values.length / width;
  for (let plane = 0; plane < planes; plane++) {
    for (let x = 0; x < width; x++) {
      const at = plane * smallWidth + Math.floor(x / factor);
      sums[at] = (sums[at] ?? 0) + (values[plane * width + x] ?? 0);
    }
  }
}

/** Photoshop stores ink the other way round, Lab without signs, and colours already mixed with white. */
function toTiffConvention(data: Buffer, mode: PsdMode, channels: number, hasAlpha: boolean): void {
  for (let at = 0; at < data.length; at += channels) {
    if (mode === 'cmyk') for (let c = 0; c < 4; c++) data[at + c] = 255 - (data[at + c] ?? 0);
    if (mode === 'lab') for (let c = 1; c < 3; c++) data[at + c] = (data[at + c] ?? 0) ^ 0x80;
    if (!hasAlpha) continue;
    const alpha = (data[at + channels - 1] ?? 0) / 255;
    if (alpha === 0) continue;
    for (let c = 0; c < channels - 1; c++) {
      const unmixed = ((data[at + c] ?? 0) - 255 * (1 - alpha)) / alpha;
      data[at + c] = Math.max(0, Math.min(255, Math.round(unmixed)));
    }
  }
}

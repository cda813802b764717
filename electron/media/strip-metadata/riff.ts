import type { FileBytes } from '../bytes.ts';
import { MediaError, throwIfAborted } from '../errors.ts';
import { exifOfOrientation, orientationOf } from './orientation.ts';
import { copy, literal, type Piece, type Planner, windowed } from './pieces.ts';

interface Chunk {
  readonly id: string;
  readonly at: number;
  /** Bytes of its content. */
  readonly size: number;
  /** Bytes with its header and padding. */
  readonly length: number;
}

async function chunksOf(whole: FileBytes, form: string, signal: AbortSignal): Promise<Chunk[]> {
  const file = windowed(whole);
  const head = await file.read(0, 12);
  if (head.toString('latin1', 0, 4) !== 'RIFF' || head.toString('latin1', 8, 12) !== form) {
    throw new MediaError('unsupported', `No ordinary RIFF file of ${form}`);
  }
  const end = 8 + head.readUInt32LE(4);
  if (end > file.size) throw new MediaError('truncated', 'The file ends before what it announces');
  const chunks: Chunk[] = [];
  for (let at = 12; at + 8 <= end; ) {
    throwIfAborted(signal);
    const header = await file.read(at, 8);
    const size = header.readUInt32LE(4);
    if (at + 8 + size > file.size) throw new MediaError('truncated', 'A chunk is not whole');
    // Some programs leave out the padding of the last chunk.
    const length = Math.min(8 + size + (size & 1), file.size - at);
    chunks.push({ id: header.toString('latin1', 0, 4), at, size, length });
    at += 8 + size + (size & 1);
  }
  return chunks;
}

function riff(form: string, pieces: readonly Piece[]): Piece[] {
  const length = pieces.reduce(
    (sum, piece) => sum + (piece.kind === 'bytes' ? piece.bytes.length : piece.length),
    4,
  );
  const head = Buffer.from(`RIFF....${form}`, 'latin1');
  head.writeUInt32LE(length, 4);
  return [literal(head), ...pieces];
}

const pictureChunks: ReadonlySet<string> = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);
const exifFlag = 0x08;
const xmpFlag = 0x04;
const largestExif = 16 * 1024 * 1024;

/** WebP, still or moving, with its profile; of EXIF the way up stays. */
export const stripWebp: Planner = async (file, signal) => {
  const chunks = await chunksOf(file, 'WEBP', signal);
  const exif = chunks.find(({ id, size }) => id === 'EXIF' && size <= largestExif);
  const orientation = exif === undefined ? 1 : orientationOf(await file.read(exif.at + 8, exif.size));
  const pieces: Piece[] = [];
  for (const { id, at, length } of chunks) {
    if (id === 'VP8X') {
      const header = Buffer.from(await file.read(at, length));
      const flags = header[8] ?? 0;
      header[8] = (flags & ~(exifFlag | xmpFlag)) | (orientation > 1 ? exifFlag : 0);
      pieces.push(literal(header));
    } else if (pictureChunks.has(id)) pieces.push(copy(at, length));
  }
  if (orientation > 1) {
    const block = exifOfOrientation(orientation);
    const head = Buffer.from('EXIF....', 'latin1');
    head.writeUInt32LE(block.length, 4);
    pieces.push(literal(Buffer.concat([head, block])));
  }
  return riff('WEBP', pieces);
};

/** Format, samples, and the loop points that samplers play by. */
const soundChunks: ReadonlySet<string> = new Set(['fmt ', 'fact', 'data', 'smpl']);

/** WAV: lists of texts, broadcast notes, XML and tags of other formats are left out. */
export const stripWav: Planner = async (file, signal) => {
  const chunks = await chunksOf(file, 'WAVE', signal);
  if (!chunks.some(({ id }) => id === 'data')) throw new MediaError('corrupt', 'There is no sound');
  return riff(
    'WAVE',
    chunks.filter(({ id }) => soundChunks.has(id)).map(({ at, length }) => copy(at, length)),
  );
};

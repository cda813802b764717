import { MediaError, throwIfAborted } from '../errors.ts';
import { copy, type Piece, type Planner, windowed } from './pieces.ts';

const extension = 0x21;
const image = 0x2c;
const trailer = 0x3b;
const control = 0xf9;
const application = 0xff;
/** How often to repeat, and the colour profile. */
const keptApplications: ReadonlySet<string> = new Set(['NETSCAPE2.0', 'ANIMEXTS1.0', 'ICCRGBG1012']);

const tableBytes = (packed: number): number => ((packed & 0x80) === 0 ? 0 : 3 * 2 ** ((packed & 7) + 1));

/** Frames with their timing, repeats and profile; comments, XMP and drawn text (which nothing draws) are left out. */
export const stripGif: Planner = async (whole, signal) => {
  const file = windowed(whole);
  const start = 13 + tableBytes((await file.read(0, 13))[10] ?? 0);
  const pieces: Piece[] = [copy(0, start)];
  /** Applies to what comes next, and goes with it. */
  let pending: Piece[] = [];
  for (let at = start; ; ) {
    throwIfAborted(signal);
    const kind = (await file.read(at, 1))[0];
    if (kind === trailer) return [...pieces, copy(at, 1)];
    if (kind === image) {
      const packed = (await file.read(at, 10))[9] ?? 0;
      // A byte of LZW code size stands before the data.
      const end = await endOfBlocks(at + 10 + tableBytes(packed) + 1);
      pieces.push(...pending, copy(at, end - at));
      pending = [];
      at = end;
    } else if (kind === extension) {
      const label = (await file.read(at, 2))[1];
      const end = await endOfBlocks(at + 2);
      if (label === control) pending = [copy(at, end - at)];
      else if (label === application) {
        const name = (await file.readUpTo(at + 3, 11)).toString('latin1');
        if (keptApplications.has(name)) pieces.push(copy(at, end - at));
      } else pending = [];
      at = end;
    } else {
      throw new MediaError('corrupt', 'A block of no known kind');
    }
  }

  async function endOfBlocks(from: number): Promise<number> {
    for (let at = from; ; ) {
      throwIfAborted(signal);
      const length = (await file.read(at, 1))[0] ?? 0;
      at += 1 + length;
      if (length === 0) return at;
    }
  }
};

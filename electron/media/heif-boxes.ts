import { withFileBytes } from './bytes.ts';

/** Metadata and an index of tiles; what is larger is none. */
const largest = 16 * 1024 * 1024;
/** Boxes that are passed before the one with the metadata; cameras write it second. */
const most = 64;

/**
 * Whether the boxes of a HEIF file lead to one with its metadata. Parsers that follow them blindly go round for ever at a
 * box without length.
 */
export async function hasMetaBox(path: string): Promise<boolean> {
  return withFileBytes(path, async (file) => {
    let at = 0;
    for (let n = 0; n < most && at + 16 <= file.size; n++) {
      const header = await file.read(at, 16);
      const told = header.readUInt32BE(0);
      const length = told === 1 ? Number(header.readBigUInt64BE(8)) : told;
      if (header.toString('latin1', 4, 8) === 'meta') return length >= 16 && length <= largest;
      if (length < 8) return false;
      at += length;
    }
    return false;
  });
}

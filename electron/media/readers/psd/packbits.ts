/**
 * Undoes Apple's PackBits. What a damaged row lacks is 0, and what it has too much is dropped: one bad row costs
 * itself only, since every row has its own length.
 */
export function unpackBits(packed: Uint8Array, into: Uint8Array): void {
  let at = 0;
  let out = 0;
  while (at < packed.length && out < into.length) {
    const control = packed[at++] ?? 128;
    if (control < 128) {
      const end = Math.min(at + control + 1, packed.length);
      while (at < end && out < into.length) into[out++] = packed[at++] ?? 0;
    } else if (control > 128) {
      const value = packed[at++] ?? 0;
      const end = Math.min(out + 257 - control, into.length);
      into.fill(value, out, end);
      out = end;
    }
  }
  into.fill(0, out);
}

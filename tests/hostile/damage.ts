import { damaged, seeded } from '../../electron/media/testing/damage.ts';
import { type HostileFile, hostile } from './hostile-file.ts';
import type { Original } from './originals.ts';

const kinds = ['cut', 'bits', 'bytes'] as const;

/** Cut, with bits turned over and with bytes overwritten, as often as told of each original. */
export function damagedFiles(originals: readonly Original[], each: number, seed: number): HostileFile[] {
  return originals.flatMap(({ ext, kind, bytes }, which) =>
    damaged(bytes, each, seed + which).map((content, i) =>
      hostile(ext, kinds[i % 3] ?? 'cut', `${kind}-${seed}-${i}.${ext}`, () => content),
    ),
  );
}

/** Whole files under names of other formats. */
export function mislabelledFiles(originals: readonly Original[], each: number, seed: number): HostileFile[] {
  const random = seeded(seed);
  return originals.flatMap(({ ext, kind, bytes }) =>
    Array.from({ length: each }, (_, i) => {
      const other = originals[Math.floor(random() * originals.length)]?.ext ?? 'bin';
      return hostile(ext, 'mislabelled', `${kind}-${ext}-${seed}-${i}.${other}`, () => bytes);
    }),
  );
}

/** The beginning of one format before the rest of another, one behind the other, and bytes that belong to none. */
export function splicedFiles(originals: readonly Original[], each: number, seed: number): HostileFile[] {
  const random = seeded(seed);
  return originals.flatMap(({ ext, kind, bytes }) =>
    Array.from({ length: each }, (_, i) => {
      const other = originals[Math.floor(random() * originals.length)] ?? { bytes, ext };
      const at = 4 + Math.floor(random() * 60);
      const noise = Buffer.from(Array.from({ length: 600 }, () => Math.floor(random() * 256)));
      const [attack, content] = (
        [
          ['foreign head', Buffer.concat([other.bytes.subarray(0, at), bytes.subarray(at)])],
          ['polyglot', Buffer.concat([bytes, other.bytes])],
          ['noise behind the head', Buffer.concat([bytes.subarray(0, at), noise])],
          ['doubled', Buffer.concat([bytes.subarray(0, bytes.length / 2), bytes])],
        ] as const
      )[i % 4] ?? ['polyglot', bytes];
      return hostile(ext, attack, `${kind}-${other.ext}-${seed}-${i}.${ext}`, () => content);
    }),
  );
}

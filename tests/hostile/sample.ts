import { seeded } from '../../electron/media/testing/damage.ts';
import type { HostileFile } from './hostile-file.ts';

/** So many of them, none that is slow: what is no file and what has a hostile name, then others by chance. */
export function sampleOf(files: readonly HostileFile[], count: number, seed: number): HostileFile[] {
  const quick = files.filter(({ slow }) => !slow);
  const always = quick.filter(({ format }) => format === 'special' || format === 'name').slice(0, count);
  const random = seeded(seed);
  const others = quick
    .filter((file) => !always.includes(file))
    .map((file) => ({ file, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ file }) => file);
  return [...always, ...others.slice(0, count - always.length)];
}

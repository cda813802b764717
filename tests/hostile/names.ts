import { type HostileFile, hostile } from './hostile-file.ts';

const long = (unit: string, ext: string): string => {
  const times = Math.floor((255 - ext.length) / Buffer.byteLength(unit));
  return `${unit.repeat(times)}${ext}`;
};

/** Names that file systems allow and programs stumble over. */
export const hostileNames: readonly string[] = [
  '겨울 세일.png'.normalize('NFD'),
  '겨울 세일.png'.normalize('NFC').replace(' ', '\u00a0'),
  '🎨👩‍👩‍👧‍👦🏳️‍🌈.png',
  long('가', '.png'),
  long('a', '.png'),
  long('👠', '.png'),
  'invoice\u202egnp.exe.png',
  '\u200b\u200b.png',
  'line\nbreak\rand\ttab.png',
  'bell\x07 escape\x1b[31m.png',
  '-rf.png',
  '--help.png',
  '-i.mp4',
  '@file.png',
  '~.png',
  '$(touch slipped).png',
  '`touch slipped`.png',
  '; touch slipped;.png',
  '%2e%2e%2fslipped.png',
  '..%5cslipped.png',
  '..\\..\\slipped.png',
  'C:\\slipped.png',
  'CON.png',
  'nul',
  'COM1.txt',
  'aux.mp4',
  'trailing dots.png...',
  'trailing space.png ',
  ' leading space.png',
  '.png',
  '...',
  '.hidden.png',
  'no extension',
  'many.dots.in.a.name.png',
  'a.png.exe',
  'q?uery=1#hash.png',
  'glob*[a-z]{1,2}?.png',
  'percent %d%s%n%p.mp4',
  'frame%03d.png',
  'quote\'s "double" <b>&amp;.png',
  'ｆｕｌｌｗｉｄｔｈ.ｐｎｇ',
  'İstanbul.PNG',
  'ligature ﬁ.png',
  'pipe|less<more>.png',
  'concat:a.png|b.png',
  'http:.mp4',
  'subfile,,start,0,end,9,,:x.mp4',
  'data:image,x.png',
  'crypto+file.mp4',
];

/** Windows takes some for other files, devices or folders above. */
const isNameHere = (name: string): boolean =>
  process.platform !== 'win32' || !/[<>:"/\\|?*\p{Cc}]|[. ]$|^(?:con|aux|nul|com1)(?:\.|$)/iu.test(name);

/** The same small file under every one of them; ffmpeg gets the sound, whose name it must not take for an option. */
export function badlyNamed(picture: Buffer, film: Buffer): HostileFile[] {
  return hostileNames.filter(isNameHere).map((name, i) =>
    // A byte each, so that none is the duplicate of another.
    hostile('name', 'hostile name', name, () =>
      Buffer.concat([name.endsWith('.mp4') ? film : picture, Buffer.from([i])]),
    ),
  );
}

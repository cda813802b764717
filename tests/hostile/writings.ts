import { type HostileFile, hostile, type Targets } from './hostile-file.ts';

/** Playlists and scripts that decoders follow, whatever they are called. */
function lists({ origin, text, picture }: Targets): Readonly<Record<string, string>> {
  return {
    'playlist of a server': `#EXTM3U\n#EXTINF:9,\n${origin}/segment.ts\n`,
    'playlist of a file': `#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:9,\nfile://${picture}\n#EXT-X-ENDLIST\n`,
    'joined files': `ffconcat version 1.0\nfile '${picture}'\nfile 'subfile,,start,0,end,9,,:${text}'\n`,
    'stream description': `v=0\nc=IN IP4 127.0.0.1\nm=audio ${new URL(origin).port} RTP/AVP 0\n`,
    'DASH manifest': `<?xml version="1.0"?><MPD><Period><BaseURL>${origin}/</BaseURL></Period></MPD>`,
    'vector script': `push graphic-context\nviewbox 0 0 9 9\nimage over 0,0 0,0 '${origin}/x.png'\npop graphic-context\n`,
    'vector script of a file': `push graphic-context\nimage over 0,0 0,0 'label:@${text}'\npop graphic-context\n`,
    PostScript: `%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 99 99\n(${text}) (r) file 99 string readstring pop show { } loop\n`,
    'PostScript that runs': `%!PS\n(%pipe%touch /tmp/slipped) (w) file { } loop\n`,
    'entity of a file': `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file://${text}"><!ENTITY f SYSTEM "${origin}/e">]><x>&e;&f;</x>`,
    'page with scripts': `<!doctype html><script src="${origin}/s.js"></script><img src="${origin}/p.png"><iframe src="file://${text}">`,
    shortcut: `[InternetShortcut]\nURL=file://${text}\nIconFile=\\\\127.0.0.1\\share\\icon\n`,
  };
}

const disguises = ['m3u8', 'mp4', 'mov', 'jpg', 'png', 'mp3', 'eps', 'html'];

const costly: Readonly<Record<string, readonly [name: string, make: () => string | Buffer]>> = {
  'deep arrays': ['deep.json', () => '['.repeat(5_000_000)],
  'deep objects': ['objects.json', () => '{"a":'.repeat(1_000_000)],
  'deep elements': ['deep.xml', () => `<?xml version="1.0"?>${'<a>'.repeat(1_000_000)}`],
  'billion laughs': [
    'laughs.xml',
    () =>
      `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">${Array.from({ length: 10 }, (_, i) => `<!ENTITY a${i + 1} "${`&a${i};`.repeat(10)}">`).join('')}]><x>&a10;</x>`,
  ],
  'deep aliases': [
    'aliases.yaml',
    () =>
      `a0: &a0 [x]\n${Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]\n`).join('')}`,
  ],
  'one line': ['line.txt', () => 'a'.repeat(20_000_000)],
  'one line of spaces': ['spaces.txt', () => `${' '.repeat(3_000_000)}x`],
  'many lines': ['lines.txt', () => '\n'.repeat(5_000_000)],
  'nothing but zeros': ['zeros.txt', () => Buffer.alloc(1_000_000)],
  'half a character': ['half.txt', () => Buffer.from('강물'.repeat(1000)).subarray(1)],
  'marks upon marks': ['marks.txt', () => `a${'\u0301'.repeat(500_000)}`],
  'direction marks': ['direction.txt', () => '\u202e\u2066\u2069\u200f'.repeat(100_000)],
  'lone surrogates': [
    'surrogates.txt',
    () => Buffer.from(`\uFEFF${'\ud800a\udc00'.repeat(9_000)}`, 'utf16le'),
  ],
  'control characters': [
    'controls.txt',
    () => Buffer.from(Array.from({ length: 9_000 }, (_, i) => (i % 31) + 1)),
  ],
  'terminal sequences': ['terminal.log', () => '\x1b]0;title\x07\x1b[2J\x1b[31m'.repeat(9_000)],
  'many quotes': ['quotes.csv', () => '"'.repeat(1_000_001)],
  formulas: ['formulas.csv', () => '=cmd|"/c calc"!A0,@SUM(1),+1,-1\n'.repeat(100)],
  'comments before a drawing': ['comments.svg', () => `${'<!--'.repeat(400_000)}<svg`],
  'declarations before a drawing': [
    'declarations.svg',
    () => `${'<?x ?>'.repeat(1_300)}<!DOCTYPE svg [${'['.repeat(3_000)}`,
  ],
  'comments of PostScript': [
    'comments.eps',
    () => `%!PS-Adobe-3.0 EPSF-3.0\n${'%%Title: ('.repeat(100_000)}`,
  ],
  'preview of PostScript': [
    'preview.eps',
    () => `%!PS-Adobe-3.0 EPSF-3.0\n%%BeginPreview: 4096 4096 8 1\n%%EndPreview`,
  ],
  'pictures of PostScript': ['xmp.eps', () => `%!PS-Adobe-3.0 EPSF-3.0\n${'<x:xmpmeta'.repeat(300_000)}`],
};

export function hostileWritings(targets: Targets): HostileFile[] {
  return [
    ...Object.entries(lists(targets)).flatMap(([attack, text]) =>
      disguises.map((ext) =>
        hostile('text', `${attack}, .${ext}`, `${attack}.${ext}`, () => text, { reaches: true }),
      ),
    ),
    ...Object.entries(costly).map(([attack, [name, make]]) => hostile('text', attack, name, make)),
    ...[
      'jpg',
      'png',
      'psd',
      'pdf',
      'svg',
      'svgz',
      'docx',
      'mp4',
      'wav',
      'ttf',
      'heic',
      'json',
      'txt',
      '',
    ].map((ext) =>
      hostile(ext || 'no extension', 'no content', ext === '' ? 'empty' : `empty.${ext}`, () => ''),
    ),
  ];
}

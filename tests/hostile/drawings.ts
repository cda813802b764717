import { gzipSync } from 'node:zlib';
import { type HostileFile, hostile, type Targets } from './hostile-file.ts';

const HEAD = '<?xml version="1.0"?>';
const NAMESPACES =
  'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xi="http://www.w3.org/2001/XInclude"';
const svg = (body: string, size = 'width="300" height="200"'): string =>
  `<svg ${NAMESPACES} ${size}><rect width="100%" height="100%" fill="#284"/>${body}</svg>`;

const repeat = (count: number, make: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => make(i)).join('');

/** Drawings that reach for files, servers and scripts. */
function reaching({ origin, text, picture, outside }: Targets): Readonly<Record<string, string>> {
  const file = (path: string): string => `file://${path}`;
  const image = (href: string): string =>
    svg(
      `<image href="${href}" width="300" height="200"/><image xlink:href="${href}" width="300" height="200"/>`,
    );
  const doctype = (entities: string, body: string): string =>
    `${HEAD}<!DOCTYPE svg [${entities}]>${svg(`<text x="10" y="50" font-size="20">${body}</text>`)}`;
  const nested = Buffer.from(image(file(picture))).toString('base64');
  return {
    'picture by file URL': image(file(picture)),
    'picture by path': image(picture),
    'picture beside it': image('canary.png'),
    'picture below it': image('../secret/canary.png'),
    'picture by localhost URL': image(`file://localhost${picture}`),
    'picture by server': image(`${origin}/picture.png`),
    'picture inside a picture': image(`data:image/svg+xml;base64,${nested}`),
    'picture by xml:base': svg(
      `<g xml:base="${file(picture)}"><image href="canary.png" width="300" height="200"/></g>`,
    ),
    'filter picture': svg(
      `<filter id="f"><feImage href="${file(picture)}"/></filter><rect width="300" height="200" filter="url(#f)"/>`,
    ),
    'use of another file': svg(`<use href="${file(picture)}#a"/><use href="${origin}/use.svg#a"/>`),
    'style of a server': svg(
      `<style>@import url('${origin}/style.css'); rect{fill:url('${origin}/p.svg#a')}</style>`,
    ),
    'style of a file': svg(
      `<style>@import url('${file(text)}'); @font-face{src:url('${origin}/font')}</style>`,
    ),
    'style instruction': `${HEAD}<?xml-stylesheet href="${origin}/style.css"?>${svg('')}`,
    'script and events': svg(
      `<script>fetch('${origin}/script')</script><script href="${origin}/s.js"/><rect width="9" height="9" onload="fetch('${origin}')"/>`,
    ),
    'foreign page': svg(
      `<foreignObject width="99" height="99"><iframe xmlns="http://www.w3.org/1999/xhtml" src="${origin}/frame"/></foreignObject>`,
    ),
    'entity of a file': doctype(`<!ENTITY e SYSTEM "${file(text)}">`, '&e;'),
    'entity of a server': doctype(`<!ENTITY e SYSTEM "${origin}/entity">`, '&e;'),
    'parameter entity': doctype(`<!ENTITY % e SYSTEM "${origin}/parameter"> %e;`, 'x'),
    'external DTD': `${HEAD}<!DOCTYPE svg SYSTEM "${origin}/svg.dtd">${svg('')}`,
    XInclude: svg(`<text x="9" y="99"><xi:include href="${file(text)}" parse="text"/></text>`),
    'XInclude of a picture': svg(`<xi:include href="${file(picture)}"/>`),
    'cursor and colour profile': svg(
      `<style>rect{cursor:url('${origin}/c.cur')}</style><color-profile xlink:href="${origin}/p.icc"/>`,
    ),
    'writing nowhere': svg(`<image href="${file(outside)}" width="9" height="9"/>`),
  };
}

/** Ten of ten of ten …: little to write, a lot to draw. */
function laughs(levels: number): string {
  const entities = repeat(levels, (i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`);
  return `${HEAD}<!DOCTYPE svg [<!ENTITY e0 "ha">${entities}]>${svg(`<text>&e${levels};</text>`)}`;
}

const uses = (levels: number, each: number): string =>
  svg(
    `<defs><rect id="u0" width="3" height="3"/>${repeat(
      levels,
      (i) => `<g id="u${i + 1}">${`<use href="#u${i}" x="1"/>`.repeat(each)}</g>`,
    )}</defs><use href="#u${levels}"/>`,
  );

const costly: Readonly<Record<string, () => string>> = {
  'billion laughs': () => laughs(10),
  'quadratic entities': () =>
    `${HEAD}<!DOCTYPE svg [<!ENTITY a "${'a'.repeat(50_000)}">]>${svg(`<text>${'&a;'.repeat(50_000)}</text>`)}`,
  'entity of itself': () =>
    `${HEAD}<!DOCTYPE svg [<!ENTITY a "&b;"><!ENTITY b "&a;">]>${svg('<text>&a;</text>')}`,
  'uses of uses': () => uses(12, 10),
  'use of itself': () => svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'),
  'deep groups': () => svg(`${'<g>'.repeat(200_000)}${'</g>'.repeat(200_000)}`),
  'deep and open': () => svg('<g transform="scale(1.0001)">'.repeat(50_000)),
  'deep opacity': () =>
    svg(`${'<g opacity=".9">'.repeat(900)}<rect width="9" height="9"/>${'</g>'.repeat(900)}`),
  'pattern of itself': () =>
    svg(
      '<pattern id="p" width="9" height="9"><rect width="9" height="9" fill="url(#p)"/></pattern><rect width="99" height="99" fill="url(#p)"/>',
    ),
  'patterns of patterns': () =>
    svg(
      `<defs>${repeat(8, (i) => `<pattern id="p${i + 1}" width=".01" height=".01"><rect width="9" height="9" fill="url(#p${i})"/></pattern>`)}</defs><rect width="300" height="200" fill="url(#p8)"/>`,
    ),
  'tiny pattern': () =>
    svg(
      '<pattern id="p" width=".0001" height=".0001" patternUnits="userSpaceOnUse"><circle r="1"/></pattern><rect width="300" height="200" fill="url(#p)"/>',
    ),
  'wide blur': () =>
    svg(
      '<filter id="f" x="-9" y="-9" width="99" height="99"><feGaussianBlur stdDeviation="1e9"/></filter><rect width="99" height="99" filter="url(#f)"/>',
    ),
  'huge morphology': () =>
    svg(
      '<filter id="f"><feMorphology operator="dilate" radius="5000"/></filter><rect width="300" height="200" filter="url(#f)"/>',
    ),
  'many octaves': () =>
    svg(
      '<filter id="f"><feTurbulence baseFrequency="9" numOctaves="99999"/></filter><rect width="300" height="200" filter="url(#f)"/>',
    ),
  'large convolution': () =>
    svg(
      `<filter id="f"><feConvolveMatrix order="150" kernelMatrix="${'1 '.repeat(22_500)}"/></filter><rect width="300" height="200" filter="url(#f)"/>`,
    ),
  'chain of filters': () =>
    svg(
      `<filter id="f">${'<feGaussianBlur stdDeviation="90"/>'.repeat(400)}</filter><rect width="300" height="200" filter="url(#f)"/>`,
    ),
  'filter on everything': () =>
    svg(
      `<filter id="f"><feGaussianBlur stdDeviation="99"/></filter>${'<g filter="url(#f)">'.repeat(120)}<rect width="300" height="200"/>${'</g>'.repeat(120)}`,
    ),
  'endless dashes': () =>
    svg('<path d="M0 0L1e7 1e7" stroke="#fff" stroke-width="3" stroke-dasharray=".0001 .0001"/>'),
  'long path': () =>
    svg(
      `<path d="M0 0${repeat(300_000, (i) => `L${i % 299} ${(i * 7) % 199}`)}" stroke="#fff" fill="none"/>`,
    ),
  'masks of masks': () =>
    svg(
      `<defs>${repeat(14, (i) => `<mask id="m${i + 1}"><rect width="300" height="200" fill="#fff" mask="url(#m${i})"/><rect width="30" height="20" fill="#fff" mask="url(#m${i})"/></mask>`)}</defs><rect width="300" height="200" mask="url(#m14)"/>`,
    ),
  'many markers': () =>
    svg(
      `<marker id="m"><path d="M0 0L9 9" marker-mid="url(#m)"/></marker><path d="M0 0${repeat(9_000, (i) => `L${i} 9`)}" marker-mid="url(#m)"/>`,
    ),
  'giant letters': () => svg('<text y="1e8" font-size="1e9">가</text>'),
  'very long text': () => svg(`<text y="50">${'강물 '.repeat(100_000)}</text>`),
  'many attributes': () => svg(`<g ${repeat(60_000, (i) => `a${i}="1" `)}/>`),
  'many styles': () =>
    svg(
      `<style>${repeat(20_000, (i) => `g g g g g .a${i}{fill:red}`)}</style>${'<g>'.repeat(90)}${'</g>'.repeat(90)}`,
    ),
  'wall-sized': () => svg('', 'width="1000000000" height="1000000000"'),
  'wide line': () => svg('', 'width="1000000000" height="1"'),
  'size that is no number': () => svg('', 'width="NaN" height="Infinity" viewBox="0 0 -1 1e999"'),
  'no size at all': () => svg('', 'width="0" height="0"'),
  'tiny size': () => svg('', 'width="1e-9" height="1e-9"'),
  'bomb as data': () =>
    svg(
      '<image width="9" height="9" href="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAA//8AAP//CAYAAAA="/>',
    ),
};

export function hostileDrawings(targets: Targets): HostileFile[] {
  return [
    ...Object.entries(reaching(targets)).flatMap(([attack, text]) => [
      hostile('svg', attack, `${attack}.svg`, () => text, { reaches: true }),
      hostile('svgz', attack, `${attack}.svgz`, () => gzipSync(text), { reaches: true }),
      // Only its content says what it is.
      hostile('svg', `${attack}, named PNG`, `${attack}, named.png`, () => text, { reaches: true }),
    ]),
    ...Object.entries(costly).map(([attack, make]) =>
      hostile('svg', attack, `${attack}.svg`, make, { slow: true }),
    ),
    hostile('svgz', 'gzip bomb', 'gzip bomb.svgz', () => gzipSync(svg(' '.repeat(200_000_000))), {
      slow: true,
    }),
    hostile('svgz', 'gzip of gzip', 'gzip of gzip.svgz', () => gzipSync(gzipSync(svg('')))),
    hostile('svg', 'UTF-16', 'utf-16.svg', () => Buffer.from(`\uFEFF${svg('')}`, 'utf16le')),
    hostile('svg', 'UTF-7', 'utf-7.svg', () => `<?xml version="1.0" encoding="UTF-7"?>${svg('')}`),
  ];
}

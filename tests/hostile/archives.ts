import { pngWithSize } from '../../electron/media/testing/png.ts';
import { type HostileFile, hostile, type Targets } from './hostile-file.ts';
import { type ZipPart, zipOf } from './zip.ts';

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const types =
  '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>';
const body = (text: string): string =>
  `<w:document ${W}><w:body><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:body></w:document>`;

/** A text document of one sentence, with parts that replace its own or come beside them. */
function docx(...more: readonly ZipPart[]): Buffer {
  const own: ZipPart[] = [
    { name: '[Content_Types].xml', content: types },
    { name: 'word/document.xml', content: body('A river') },
  ];
  return zipOf([...own.filter(({ name }) => !more.some((part) => part.name === name)), ...more]);
}

const document = (content: string): ZipPart => ({ name: 'word/document.xml', content });
const repeat = (count: number, make: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => make(i)).join('');

function reaching({ origin, text, picture, outside }: Targets): Readonly<Record<string, Buffer>> {
  const entity = `<!DOCTYPE x [<!ENTITY e SYSTEM "file://${text}"><!ENTITY f SYSTEM "${origin}/entity">]>`;
  const relation = (target: string): ZipPart => ({
    name: 'word/_rels/document.xml.rels',
    content: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="${target}" TargetMode="External"/></Relationships>`,
  });
  const slip = (name: string): Buffer => docx({ name, content: 'slipped' });
  return {
    'entity of a file': docx(document(`${entity}${body('&e;&f;')}`)),
    'entity in its properties': docx({
      name: 'docProps/core.xml',
      content: `${entity}<x><title>&e;</title></x>`,
    }),
    'template on a server': docx(relation(`${origin}/template.dotm`)),
    'template in a file': docx(relation(`file://${text}`)),
    'part above': slip('../../slipped.txt'),
    'part far above': slip(`${'../'.repeat(40)}tmp/slipped.txt`),
    'part at a path': slip(outside),
    'part above, Windows': slip('..\\..\\slipped.txt'),
    'part at a drive': slip('C:\\slipped.txt'),
    'preview above': docx({ name: '../docProps/thumbnail.png', content: pngWithSize(9, 9) }),
    'preview that is a drawing': docx({
      name: 'docProps/thumbnail.png',
      content: `<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"><image href="file://${picture}" width="99" height="99"/></svg>`,
    }),
    'link as a part': docx({ name: 'docProps/thumbnail.jpeg', content: picture }),
  };
}

const costly: Readonly<Record<string, () => Buffer>> = {
  'large part': () => docx(document(body('river '.repeat(20_000_000)))),
  'size claimed small': () => docx({ ...document(body('river '.repeat(1_000_000))), claims: { size: 9 } }),
  'size claimed giant': () => docx({ ...document(body('x')), claims: { size: 0xffff_fffe } }),
  'packed claimed giant': () => docx({ ...document(body('x')), claims: { packed: 0x7fff_ffff } }),
  'unknown packing': () => docx({ ...document(body('x')), claims: { method: 99 } }),
  'part that is locked': () => docx({ ...document(body('x')), claims: { flags: 0x801 } }),
  'billion laughs': () =>
    docx(
      document(
        `<!DOCTYPE x [<!ENTITY a0 "ha">${repeat(9, (i) => `<!ENTITY a${i + 1} "${`&a${i};`.repeat(10)}">`)}]>${body('&a9;')}`,
      ),
    ),
  'deep elements': () => docx(document(`<w:document ${W}>${'<w:p>'.repeat(500_000)}`)),
  'open tags': () => docx(document('<'.repeat(5_000_000))),
  'open tags with names': () => docx(document('<w:p '.repeat(2_000_000))),
  'many ends': () => docx(document('</w:t>'.repeat(2_000_000))),
  'endless attribute': () => docx(document(`<w:t a="${'x'.repeat(10_000_000)}`)),
  'many references': () => docx(document(body('&#x10ffff;&#xd800;&#0;&amp'.repeat(300_000)))),
  'properties without end': () => docx({ name: 'docProps/core.xml', content: '<dc:title '.repeat(400_000) }),
  'many parts': () =>
    docx(...Array.from({ length: 30_000 }, (_, i) => ({ name: `word/p${i}`, content: '' }))),
  'the same part often': () => docx(...Array.from({ length: 400 }, () => document(body('x')))),
  'names of control characters': () =>
    docx({ name: 'word/\0\x01\u202e.xml', content: 'x' }, { name: '', content: 'x' }),
  'very long name': () => docx({ name: 'n'.repeat(65_000), content: 'x' }),
  'preview that is a bomb': () =>
    docx({ name: 'docProps/thumbnail.png', content: pngWithSize(60_000, 60_000) }),
  'archive in an archive': () =>
    docx({ name: 'word/embeddings/a.docx', content: docx({ name: 'b.zip', content: docx() }) }),
  'many slides': () =>
    zipOf([
      { name: '[Content_Types].xml', content: '<Types/>' },
      { name: 'ppt/presentation.xml', content: '<p:sldSz cx="999999999" cy="1"/>' },
      ...Array.from({ length: 3_000 }, (_, i) => ({
        name: `ppt/slides/slide${i}.xml`,
        content: '<a:t>x</a:t>',
      })),
    ]),
  'nothing inside': () => zipOf([]),
  'comment to the end': () => zipOf([], 'PK\x05\x06'.repeat(10_000)),
};

export function hostileArchives(targets: Targets): HostileFile[] {
  return [
    ...Object.entries(reaching(targets)).flatMap(([attack, bytes]) =>
      ['docx', 'zip'].map((ext) =>
        hostile('docx', `${attack}, .${ext}`, `${attack}.${ext}`, () => bytes, { reaches: true }),
      ),
    ),
    ...Object.entries(costly).map(([attack, make]) =>
      hostile('docx', attack, `zip ${attack}.docx`, make, { slow: true }),
    ),
  ];
}

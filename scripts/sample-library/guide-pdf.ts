/** One line of type or one filled rectangle; points from the lower left corner. */
type Mark =
  | {
      readonly text: string;
      readonly x: number;
      readonly y: number;
      readonly size: number;
      readonly bold?: boolean;
    }
  | {
      readonly fill: Rgb;
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
    };
type Rgb = readonly [number, number, number];

const PAGE = { width: 842, height: 595 };
const INK: Rgb = [0.11, 0.12, 0.16];

const violet: Rgb = [0.43, 0.42, 0.87];
const pink: Rgb = [0.85, 0.39, 0.85];
const paper: Rgb = [0.97, 0.96, 0.94];

const line = (text: string, y: number, size = 14, bold = false): Mark => ({ text, x: 64, y, size, bold });
const swatch = (fill: Rgb, index: number, name: string): Mark[] => [
  { fill, x: 64 + index * 180, y: 250, width: 160, height: 120 },
  { text: name, x: 64 + index * 180, y: 228, size: 12 },
];

const pages: readonly (readonly Mark[])[] = [
  [
    { fill: violet, x: 0, y: 0, width: PAGE.width, height: PAGE.height },
    { fill: pink, x: 0, y: 0, width: PAGE.width, height: 180 },
    { fill: paper, x: 48, y: 330, width: 520, height: 150 },
    line('Lumen Studio', 420, 48, true),
    line('Brand guide, spring edition', 364, 20),
  ],
  [
    line('Colour', 500, 32, true),
    line('Violet leads, pink answers, paper gives both room. Ink is for words only.', 460),
    ...swatch(violet, 0, 'Violet  #6E6ADE'),
    ...swatch(pink, 1, 'Pink  #D864D8'),
    ...swatch(paper, 2, 'Paper  #F7F5F0'),
    ...swatch(INK, 3, 'Ink  #1C1F29'),
  ],
  [
    line('Pictures', 500, 32, true),
    ...[
      'One subject, one light. Leave a third of the frame empty for words.',
      'Product shots: from above or at eye level, never in between.',
      'Social: square 1:1 for the feed, 4:5 for people, 9:16 for stories.',
      'File names: what it shows, where it goes, which version.',
      'Before a picture is published, check its usage rights and their end date.',
    ].map((text, i) => line(text, 450 - i * 30)),
  ],
];

/** The brand guide: three landscape A4 pages in PDF 1.4 with the standard fonts, text selectable. */
export function brandGuide(): Buffer {
  const objects: string[] = [];
  const add = (body: string): number => objects.push(body);
  add('<< /Type /Catalog /Pages 2 0 R >>');
  // The page tree has to be second; which pages it names is known later.
  add('');
  const font = (name: string): number =>
    add(`<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`);
  const fonts = `<< /Font << /R ${font('Helvetica')} 0 R /B ${font('Helvetica-Bold')} 0 R >> >>`;
  const box = `[0 0 ${PAGE.width} ${PAGE.height}]`;
  const kids = pages.map((marks) => {
    const content = marks.map(draw).join('\n');
    const stream = add(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`);
    return add(
      `<< /Type /Page /Parent 2 0 R /MediaBox ${box} /Resources ${fonts} /Contents ${stream} 0 R >>`,
    );
  });
  objects[1] = `<< /Type /Pages /Count ${kids.length} /Kids [${kids.map((id) => `${id} 0 R`).join(' ')}] >>`;
  const info = add('<< /Title (Lumen Studio brand guide) /Author (Sparklio Assets contributors) >>');
  return assemble(objects, info);
}

function draw(mark: Mark): string {
  if ('fill' in mark)
    return `${mark.fill.join(' ')} rg ${mark.x} ${mark.y} ${mark.width} ${mark.height} re f`;
  const escaped = mark.text.replace(/[\\()]/g, '\\$&');
  const font = mark.bold === true ? 'B' : 'R';
  return `BT ${INK.join(' ')} rg /${font} ${mark.size} Tf ${mark.x} ${mark.y} Td (${escaped}) Tj ET`;
}

/** Numbers the objects from 1 and adds the table of where each begins. */
function assemble(objects: readonly string[], info: number): Buffer {
  let file = '%PDF-1.4\n';
  const offsets = objects.map((body, i) => {
    const offset = file.length;
    file += `${i + 1} 0 obj\n${body}\nendobj\n`;
    return offset;
  });
  const start = file.length;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const trailer = `<< /Size ${objects.length + 1} /Root 1 0 R /Info ${info} 0 R >>`;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer\n${trailer}\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}

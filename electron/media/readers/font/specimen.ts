import type { Font, Glyph } from 'fontkit';

/** Square, as the grid's place for what has no shape of its own is. */
const SIDE = 1080;
const MARGIN = 90;
const INK = '#1c2024';
const RULE = '#d9d9e0';
/** All path data of a specimen; ornaments beyond that are left out. */
const MAX_PATH = 4_000_000;

/** A script that fonts are looked at in: a few large letters, and a line to read. */
interface Sample {
  readonly large: string;
  readonly line: string;
}

const samples: readonly Sample[] = [
  { large: '가나다', line: '다람쥐 헌 쳇바퀴에 타고파' },
  { large: 'Aa', line: 'The quick brown fox jumps' },
  { large: 'あア永', line: 'いろはにほへと ちりぬるを' },
  { large: '永和', line: '天地玄黃 宇宙洪荒' },
  { large: 'Жж', line: 'Съешь же ещё этих мягких' },
  { large: 'Ωω', line: 'Ξεσκεπάζω την ψυχοφθόρα' },
  { large: 'ابج', line: 'نص حكيم له سر قاطع' },
  { large: 'กข', line: 'เป็นมนุษย์สุดประเสริฐ' },
  { large: 'अआ', line: 'सभी मनुष्यों को गौरव' },
  { large: 'אב', line: 'דג סקרן שט בים מאוכזב' },
];
const digits = '0123456789 &?!%₩';

/**
 * A sheet with what a font looks like, as SVG of outlines only: no text of the file's gets into it. Large letters and
 * lines to read of the first two scripts that it has, or, for symbols, its first glyphs.
 *
 * @returns nothing when it has no outlines (bitmap fonts)
 */
export function drawSpecimen(font: Font): string | undefined {
  const sheet = new Sheet(font);
  const covered = samples.filter(({ large, line }) => covers(font, large) && covers(font, line)).slice(0, 2);
  if (covered.length === 0) drawGlyphs(sheet, font);
  else {
    const [only, second] = covered;
    const large =
      second === undefined
        ? (only?.large ?? '')
        : covered.map((sample) => (sample.large === 'Aa' ? 'Aa' : sample.large.slice(0, 1))).join('');
    sheet.line(large, { centre: 330, height: 400, width: SIDE - 2 * MARGIN });
    sheet.rule(620);
    const lines = [...covered.map(({ line }) => line), keepCovered(font, digits)];
    for (const [i, line] of lines.entries()) {
      sheet.line(line, { centre: 715 + i * 115, height: 62, width: SIDE - 2 * MARGIN, left: true });
    }
  }
  return sheet.svg();
}

function covers(font: Font, text: string): boolean {
  return [...text].every((char) => char === ' ' || font.hasGlyphForCodePoint(char.codePointAt(0) ?? 0));
}

const keepCovered = (font: Font, text: string): string =>
  [...text].filter((char) => covers(font, char)).join('');

/** The first 25 glyphs that show something, in rows of five. */
function drawGlyphs(sheet: Sheet, font: Font): void {
  const columns = 5;
  const cell = (SIDE - 2 * MARGIN) / columns;
  let drawn = 0;
  // The first glyph stands for what is missing.
  for (let id = 1; id < Math.min(font.numGlyphs, 400) && drawn < columns ** 2; id++) {
    const centre = {
      x: MARGIN + cell * ((drawn % columns) + 0.5),
      y: MARGIN + cell * (Math.floor(drawn / columns) + 0.5),
    };
    if (sheet.glyph(font.getGlyph(id), centre, cell * 0.6)) drawn++;
  }
}

interface Place {
  /** Of the line's middle, from the top. */
  readonly centre: number;
  /** What an em is drawn as, unless the line gets wider than `width`. */
  readonly height: number;
  readonly width: number;
  readonly left?: boolean;
}

class Sheet {
  readonly #scale: number;
  readonly #font: Font;
  readonly #parts: string[] = [];
  #rules = '';
  #length = 0;

  constructor(font: Font) {
    this.#font = font;
    this.#scale = 1 / (font.unitsPerEm > 0 ? font.unitsPerEm : 1000);
  }

  line(text: string, { centre, height, width, left = false }: Place): void {
    const { glyphs, positions } = shape(this.#font, text);
    const advance = positions.reduce((sum, { xAdvance }) => sum + xAdvance, 0) * this.#scale;
    if (!(advance > 0)) return;
    const size = Math.min(height, width / advance);
    const scale = size * this.#scale;
    // The middle of capitals and of Hangul is about a third of an em above the baseline.
    const y = centre + size * 0.36;
    let x = left ? MARGIN : (SIDE - advance * size) / 2;
    for (const [i, glyph] of glyphs.entries()) {
      const { xAdvance = 0, xOffset = 0, yOffset = 0 } = positions[i] ?? {};
      this.#add(glyph, x + xOffset * scale, y - yOffset * scale, scale);
      x += xAdvance * scale;
    }
  }

  rule(y: number): void {
    this.#rules += `<rect x="${MARGIN}" y="${y}" width="${SIDE - 2 * MARGIN}" height="2" fill="${RULE}"/>`;
  }

  /** One glyph as large as fits around a place; false when there is nothing of it to be seen. */
  glyph(glyph: Glyph, centre: { x: number; y: number }, side: number): boolean {
    const { minX, minY, maxX, maxY } = glyph.bbox;
    const [width, height] = [maxX - minX, maxY - minY];
    if (!(width > 0 && height > 0)) return false;
    const scale = side / Math.max(width, height);
    const [x, y] = [centre.x - (minX + width / 2) * scale, centre.y + (minY + height / 2) * scale];
    return this.#add(glyph, x, y, scale);
  }

  #add(glyph: Glyph, x: number, y: number, scale: number): boolean {
    const path = glyph.path.toSVG();
    this.#length += path.length;
    if (path === '' || this.#length > MAX_PATH || ![x, y, scale].every(Number.isFinite)) return false;
    const matrix = [scale, 0, 0, -scale, x, y].map((value) => value.toFixed(5)).join(' ');
    this.#parts.push(`<path transform="matrix(${matrix})" d="${path}"/>`);
    return true;
  }

  svg(): string | undefined {
    if (this.#parts.length === 0) return undefined;
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}"><rect width="${SIDE}" height="${SIDE}" fill="#fff"/>${this.#rules}<g fill="${INK}">${this.#parts.join('')}</g></svg>`;
  }
}

type Shaped = {
  glyphs: readonly Glyph[];
  positions: readonly { xAdvance: number; xOffset: number; yOffset: number }[];
};

/** Letters joined and kerned as the font says; one after another where what it says is broken. */
function shape(font: Font, text: string): Shaped {
  try {
    return font.layout(text);
  } catch {
    const glyphs = font.glyphsForString(text);
    return { glyphs, positions: glyphs.map((g) => ({ xAdvance: g.advanceWidth, xOffset: 0, yOffset: 0 })) };
  }
}

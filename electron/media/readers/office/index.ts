import { defined } from '../../metadata.ts';
import type { Pixels } from '../../pixels.ts';
import type { DescriptiveMetadata } from '../../protocol.ts';
import { cleanString } from '../../text/clean.ts';
import { rasterHeader, rasterPixels } from '../raster.ts';
import type { Reader, ReadLimits } from '../reader.ts';
import { TEXT_LIMIT, textFacts } from '../text.ts';
import { type Archive, withArchive } from './archive.ts';
import { decodeXml, elementText, numbersOf, textOf } from './xml.ts';

/** What is inflated of one part; a novel has a tenth of it. */
const MAX_PART = 16 * 1024 * 1024;
const MAX_PICTURE = 64 * 1024 * 1024;
const MAX_SLIDES = 300;

/**
 * Pictures of the whole that programs keep in their files: Office and OpenDocument, then Krita and OpenRaster, Sketch,
 * Procreate, Pages with Keynote and Numbers, and Figma.
 */
const pictures: readonly { readonly name: RegExp; readonly beside?: string }[] = [
  { name: /^docProps\/thumbnail\.(?:jpe?g|png)$/i },
  { name: /^Thumbnails\/thumbnail\.png$/ },
  { name: /^mergedimage\.png$/ },
  { name: /^previews\/preview\.png$/, beside: 'document.json' },
  { name: /^QuickLook\/Thumbnail\.png$/, beside: 'Document.archive' },
  { name: /^preview\.jpg$/, beside: 'Index/Document.iwa' },
  { name: /^thumbnail\.png$/, beside: 'canvas.fig' },
];

/** Word, PowerPoint, Excel, OpenDocument and others that are ZIPs: text, facts, and the picture that lies in them. */
export const readOffice: Reader = ({ path, signal, limits }) =>
  withArchive(path, signal, async (archive) => {
    const facts = defined({ ...(await readContent(archive)), ...(await readProperties(archive)) });
    const pixels = await readPicture(archive, limits);
    return { facts, ...(pixels !== undefined && { pixels }) };
  });

const xmlOf = async (archive: Archive, name: string): Promise<string> => {
  const bytes = await archive.read(name, MAX_PART).catch(() => undefined);
  return bytes === undefined ? '' : decodeXml(bytes);
};

const TWIPS = 20;
const EMU = 12_700;
const runs = new Set(['t']);
const lines = new Set(['p', 'br', 'cr', 'tr']);
const items = new Set(['si', 'is']);
const openLines = new Set(['p', 'h', 'line-break', 'table-row']);

/** Text, the number of pages where it says something, and the size of one in points. */
async function readContent(archive: Archive) {
  if (archive.has('word/document.xml')) {
    const xml = await xmlOf(archive, 'word/document.xml');
    const page = numbersOf(xml, 'pgSz', ['w', 'h']);
    const pages = Number(elementText(await xmlOf(archive, 'docProps/app.xml'), 'Pages') ?? 0);
    const text = textOf(xml, runs, lines, TEXT_LIMIT);
    return {
      ...textFacts(text),
      ...inPoints(page, TWIPS),
      ...(pages > 1 && { pageCount: Math.round(pages) }),
    };
  }
  if (archive.has('ppt/presentation.xml')) {
    const slides = numbered(archive, /^ppt\/slides\/slide(\d{1,5})\.xml$/);
    const notes = numbered(archive, /^ppt\/notesSlides\/notesSlide(\d{1,5})\.xml$/);
    const page = numbersOf(await xmlOf(archive, 'ppt/presentation.xml'), 'sldSz', ['cx', 'cy']);
    const text = await readParts(archive, [...slides.slice(0, MAX_SLIDES), ...notes.slice(0, MAX_SLIDES)]);
    return { ...textFacts(text), ...inPoints(page, EMU), pageCount: slides.length };
  }
  if (archive.has('xl/workbook.xml')) {
    const names = [
      ...(await xmlOf(archive, 'xl/workbook.xml')).matchAll(
        /<(?:\w+:)?sheet\s[^<>]*?\bname="([^"]{1,200})"/g,
      ),
    ];
    const strings = textOf(await xmlOf(archive, 'xl/sharedStrings.xml'), runs, items, TEXT_LIMIT);
    const sheets = names.map(([, name = '']) => textOf(name, null, lines, 200)).join('\n');
    // Some programs write what cells say into the sheets themselves.
    const cells = await readParts(archive, numbered(archive, /^xl\/worksheets\/sheet(\d{1,5})\.xml$/), items);
    return textFacts(`${sheets}\n${strings}\n${cells}`);
  }
  if (archive.has('mimetype') && archive.has('content.xml')) {
    return textFacts(textOf(await xmlOf(archive, 'content.xml'), new Set(['p', 'h']), openLines, TEXT_LIMIT));
  }
  return {};
}

async function readParts(archive: Archive, names: readonly string[], breaks = lines): Promise<string> {
  let text = '';
  for (const name of names) {
    if (text.length >= TEXT_LIMIT) break;
    text += `${textOf(await xmlOf(archive, name), runs, breaks, TEXT_LIMIT)}\n\n`;
  }
  return text;
}

/** Parts with a number in their name, by that number. */
function numbered(archive: Archive, pattern: RegExp): string[] {
  return archive.names
    .flatMap((name) => {
      const number = pattern.exec(name)?.[1];
      return number === undefined ? [] : [{ name, number: Number(number) }];
    })
    .sort((a, b) => a.number - b.number)
    .map(({ name }) => name);
}

function inPoints(size: { width: number; height: number } | undefined, unit: number) {
  if (size === undefined) return {};
  const points = (value: number): number => Math.max(1, Math.round(value / unit));
  return { width: points(size.width), height: points(size.height) };
}

async function readProperties(archive: Archive): Promise<{ metadata?: DescriptiveMetadata }> {
  const core = (await xmlOf(archive, 'docProps/core.xml')) || (await xmlOf(archive, 'meta.xml'));
  if (core === '') return {};
  const value = (...names: string[]): string | undefined => {
    const found = names.map((name) => elementText(core, name)).find((text) => text !== undefined);
    return found === undefined ? undefined : cleanString(found).slice(0, 4_000);
  };
  const keywords = value('keywords', 'keyword')
    ?.split(/[,;]/)
    .map((word) => word.trim())
    .filter((word) => word !== '')
    .slice(0, 200);
  const metadata = defined({
    title: value('title'),
    description: value('description', 'subject'),
    creator: value('creator', 'initial-creator'),
    keywords: keywords !== undefined && keywords.length > 0 ? keywords : undefined,
    software: elementText(await xmlOf(archive, 'docProps/app.xml'), 'Application') ?? value('generator'),
  });
  return Object.keys(metadata).length > 0 ? { metadata } : {};
}

/** A picture that can't be read is none; text and facts are what counts. */
async function readPicture(archive: Archive, limits: ReadLimits): Promise<Pixels | undefined> {
  for (const { name, beside } of pictures) {
    const found = archive.names.find((entry) => name.test(entry));
    if (found === undefined || (beside !== undefined && !archive.has(beside))) continue;
    try {
      const bytes = await archive.read(found, MAX_PICTURE);
      if (bytes === undefined) continue;
      const header = await rasterHeader(bytes, limits);
      if (header.format === 'jpeg' || header.format === 'png') {
        return (await rasterPixels(bytes, header, limits)).pixels;
      }
    } catch {
      // The next one may be whole.
    }
  }
  return undefined;
}

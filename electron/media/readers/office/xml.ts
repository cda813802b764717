const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,4}));/gi, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return entities[name] ?? whole;
    const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
}

/** A part's bytes as text: UTF-8, or UTF-16 where a mark says so. */
export function decodeXml(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder('utf-8').decode(bytes);
}

// No part of it can be matched in two ways, nor past the next `<`: the time is that of the text, whatever it holds.
const token = /<(\/?)(?:[\w.-]{1,64}:)?([\w.-]{1,64})(?=[\s/>])[^<>]*>|<[!?][^<>]*>|([^<]+)/g;

/**
 * What is written in an XML part, for search only. Looked through once from the front, without a tree, entities of its
 * own or anything to expand, so that time and memory are those of the part.
 *
 * @param inside names of elements (without prefix) whose characters count; all of them when there is none
 * @param breaks names of elements that end a line
 * @param limit characters after which one stops
 */
export function textOf(
  xml: string,
  inside: ReadonlySet<string> | null,
  breaks: ReadonlySet<string>,
  limit: number,
): string {
  let text = '';
  let depth = 0;
  for (const [tag, closing, name = '', characters] of xml.matchAll(token)) {
    if (text.length >= limit) break;
    if (characters !== undefined) {
      if (inside === null || depth > 0) text += decodeEntities(characters);
      continue;
    }
    const empty = tag.endsWith('/>');
    if (inside?.has(name) === true && !empty) depth = Math.max(0, depth + (closing === '/' ? -1 : 1));
    if (name === 'tab') text += '\t';
    if (breaks.has(name) && (closing === '/' || empty)) text += '\n';
  }
  return text.replace(/\n{3,}/g, '\n\n').trim();
}

/** The characters of the first element of a name, whatever its prefix. */
export function elementText(xml: string, name: string): string | undefined {
  const match = new RegExp(`<(?:[\\w.-]{1,64}:)?${name}(?:\\s[^<>]*)?>([^<]*)<`).exec(xml);
  const text = match?.[1] === undefined ? '' : decodeEntities(match[1]).trim();
  return text === '' ? undefined : text;
}

/** Two numbers that are attributes of the first element of a name. */
export function numbersOf(xml: string, name: string, attributes: readonly [string, string]) {
  const tag = new RegExp(`<(?:[\\w.-]{1,64}:)?${name}\\s[^<>]*>`).exec(xml)?.[0] ?? '';
  const [first, second] = attributes.map((attribute) =>
    Number(new RegExp(`\\s(?:[\\w.-]{1,64}:)?${attribute}="(\\d{1,9})"`).exec(tag)?.[1] ?? 0),
  );
  return first !== undefined && second !== undefined && first > 0 && second > 0
    ? { width: first, height: second }
    : undefined;
}

import { MediaError } from '../errors.ts';

/** Everything that a viewer draws or follows is in one of these; others are the editors' own. */
const drawn: ReadonlySet<string> = new Set([
  '',
  'http://www.w3.org/2000/svg',
  'http://www.w3.org/1999/xlink',
  'http://www.w3.org/1999/xhtml',
  'http://www.w3.org/1998/Math/MathML',
  'http://www.w3.org/XML/1998/namespace',
]);
const svg = 'http://www.w3.org/2000/svg';
const deepest = 5_000;

type Scope = ReadonlyMap<string, string>;

interface Attribute {
  readonly name: string;
  readonly value: string;
  /** With the space before it. */
  readonly start: number;
  readonly end: number;
}

interface Tag {
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly isEnd: boolean;
  readonly isEmpty: boolean;
}

/**
 * The same drawing without comments, instructions to programs, `metadata`, and without elements and attributes of
 * foreign namespaces. What is left keeps its very spelling.
 *
 * @throws MediaError `corrupt` where tags don't fit together
 */
export function withoutEditorMarkup(text: string): string {
  const entities = new Map<string, string>();
  const open: { scope: Scope; isDropped: boolean }[] = [
    { scope: new Map([['xml', 'http://www.w3.org/XML/1998/namespace']]), isDropped: false },
  ];
  const parts: string[] = [];
  for (let at = 0; at < text.length; ) {
    const current = open.at(-1);
    if (current === undefined) throw new MediaError('corrupt', 'More elements end than began');
    const keep = (part: string): void => {
      if (!current.isDropped) parts.push(part);
    };
    const next = text.indexOf('<', at);
    if (next !== at) {
      const end = next === -1 ? text.length : next;
      keep(text.slice(at, end));
      at = end;
    } else if (text.startsWith('<!--', at)) {
      at = after(text, '-->', at + 4);
    } else if (text.startsWith('<![CDATA[', at)) {
      const end = after(text, ']]>', at);
      keep(text.slice(at, end));
      at = end;
    } else if (text.startsWith('<?', at)) {
      const end = after(text, '?>', at);
      if (/^<\?xml(?:-stylesheet)?\s/.test(text.slice(at, at + 20))) keep(text.slice(at, end));
      at = end;
    } else if (text.startsWith('<!', at)) {
      const end = endOfDeclaration(text, at);
      const declaration = text.slice(at, end).replaceAll(/<!--[\s\S]*?-->/g, '');
      readEntities(declaration, entities);
      keep(declaration);
      at = end;
    } else {
      const end = endOfTag(text, at);
      const source = text.slice(at, end);
      const tag = readTag(source);
      if (tag.isEnd) {
        keep(source);
        open.pop();
      } else {
        const scope = scopeOf(tag, current.scope, entities);
        const isDropped = current.isDropped || isEditors(tag, scope);
        if (!isDropped) parts.push(withoutForeign(source, tag, scope));
        if (!tag.isEmpty) open.push({ scope, isDropped });
        if (open.length > deepest) throw new MediaError('corrupt', 'The drawing is too deep');
      }
      at = end;
    }
  }
  if (open.length !== 1) throw new MediaError('truncated', 'The drawing has no end');
  return parts.join('');
}

function after(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  if (at === -1) throw new MediaError('truncated', 'The drawing has no end');
  return at + mark.length;
}

/** Behind the `>` that is in no quotes. */
function endOfTag(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const letter = text[at];
    if (letter === '>') return at + 1;
    if (letter === '"' || letter === "'") at = after(text, letter, at + 1) - 1;
  }
  throw new MediaError('truncated', 'The drawing has no end');
}

/** A document type, with the declarations that it may hold. */
function endOfDeclaration(text: string, start: number): number {
  let depth = 0;
  for (let at = start + 2; at < text.length; at++) {
    const letter = text[at];
    if (text.startsWith('<!--', at)) at = after(text, '-->', at + 4) - 1;
    else if (letter === '"' || letter === "'") at = after(text, letter, at + 1) - 1;
    else if (letter === '[' || letter === '<') depth++;
    else if (letter === ']') depth--;
    else if (letter === '>' && depth === 0) return at + 1;
    else if (letter === '>') depth--;
  }
  throw new MediaError('truncated', 'The drawing has no end');
}

function readEntities(declaration: string, entities: Map<string, string>): void {
  for (const [, name = '', value = ''] of declaration.matchAll(
    /<!ENTITY\s+([^\s"'%]+)\s+["']([^"']*)["']\s*>/g,
  )) {
    entities.set(name, value);
  }
}

function readTag(source: string): Tag {
  const name = /^<\/?([^\s/>]+)/.exec(source)?.[1];
  if (name === undefined) throw new MediaError('corrupt', 'A tag without a name');
  const attributes: Attribute[] = [];
  for (const match of source.matchAll(/\s+([^\s=/>"']+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    const [whole, key = '', double, single] = match;
    attributes.push({
      name: key,
      value: double ?? single ?? '',
      start: match.index,
      end: match.index + whole.length,
    });
  }
  return { name, attributes, isEnd: source.startsWith('</'), isEmpty: source.endsWith('/>') };
}

const declaredPrefix = (name: string): string | null =>
  name === 'xmlns' ? '' : name.startsWith('xmlns:') ? name.slice(6) : null;

function scopeOf(tag: Tag, outer: Scope, entities: ReadonlyMap<string, string>): Scope {
  const declared = tag.attributes.flatMap(({ name, value }): [string, string][] => {
    const prefix = declaredPrefix(name);
    const uri = value.replaceAll(/&([^;]+);/g, (whole, entity: string) => entities.get(entity) ?? whole);
    return prefix === null ? [] : [[prefix, uri.trim()]];
  });
  return declared.length === 0 ? outer : new Map([...outer, ...declared]);
}

const prefixOf = (name: string): string => (name.includes(':') ? (name.split(':')[0] ?? '') : '');

/** A prefix that nothing declares belongs to nothing that is drawn. */
const isForeign = (prefix: string, scope: Scope): boolean =>
  !drawn.has(scope.get(prefix) ?? (prefix === '' ? '' : 'undeclared'));

function isEditors(tag: Tag, scope: Scope): boolean {
  const prefix = prefixOf(tag.name);
  if (isForeign(prefix, scope)) return true;
  const uri = scope.get(prefix) ?? '';
  return tag.name.slice(prefix === '' ? 0 : prefix.length + 1) === 'metadata' && (uri === svg || uri === '');
}

function withoutForeign(source: string, tag: Tag, scope: Scope): string {
  const foreign = tag.attributes.filter(({ name }) => {
    const declared = declaredPrefix(name);
    if (declared !== null) return isForeign(declared, scope);
    return prefixOf(name) !== '' && isForeign(prefixOf(name), scope);
  });
  let left = '';
  let at = 0;
  for (const { start, end } of foreign) {
    left += source.slice(at, start);
    at = end;
  }
  return left + source.slice(at);
}

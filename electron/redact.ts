/**
 * Keeps secrets out of what leaves the main process as text: the log, errors, crash output. What has the shape of
 * a secret is replaced always; a secret that was named with `hide` is replaced wherever it occurs, raw, URL-encoded,
 * JSON-escaped or in base64.
 */

const mark = '…';
/** Shorter ones are replaced only where they stand alone: single letters of every word would be replaced otherwise. */
const shortLength = 4;
/** While a password is typed every state of it is tried; only so many of them are kept. */
const recentLimit = 64;

const kept = new Set<string>();
const recent = new Set<string>();
let pattern: RegExp | null = null;

/**
 * From now on every occurrence of the secret is replaced.
 * @param scope `recent` for one that is only being tried
 */
export function hide(secret: string | null, scope: 'kept' | 'recent' = 'kept'): void {
  if (secret === null || secret.trim() === '' || kept.has(secret)) return;
  if (scope === 'kept') {
    kept.add(secret);
    recent.delete(secret);
  } else {
    recent.delete(secret);
    recent.add(secret);
    const [oldest] = recent;
    if (recent.size > recentLimit && oldest !== undefined) recent.delete(oldest);
  }
  pattern = null;
}

/** Forgets what was hidden; for tests. */
export function forgetHidden(): void {
  kept.clear();
  recent.clear();
  pattern = null;
}

const escapeRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

const anyCase = (hex: string): string =>
  [...hex].map((c) => (/[a-f]/i.test(c) ? `[${c.toLowerCase()}${c.toUpperCase()}]` : c)).join('');

/** One character as it may be written: raw, percent-encoded, or escaped as JSON and JavaScript do. */
function spellings(character: string): string {
  const bytes = [...Buffer.from(character, 'utf8')].map((byte) => byte.toString(16).padStart(2, '0'));
  const units = Array.from({ length: character.length }, (_, index) =>
    character.charCodeAt(index).toString(16).padStart(4, '0'),
  );
  const json = JSON.stringify(character).slice(1, -1);
  const forms = [
    bytes.map((byte) => `%${anyCase(byte)}`).join(''),
    units.map((unit) => `\\\\u${anyCase(unit)}`).join(''),
    ...(json === character ? [] : [escapeRegExp(json)]),
    ...(character === "'" || character === '/' ? [`\\\\${escapeRegExp(character)}`] : []),
    ...(character === ' ' ? ['\\+'] : []),
    escapeRegExp(character),
  ];
  return `(?:${forms.join('|')})`;
}

/**
 * The characters of base64 that the secret alone decides, for each place that it can have in what was encoded;
 * `user:password` of a header puts it at any. Those next to it depend on the neighbours too.
 */
function base64Cores(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  return [0, 1, 2].flatMap((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const from = Math.ceil((offset * 8) / 6);
    const to = Math.floor(((offset + bytes.length) * 8) / 6);
    const core = text.slice(from, to);
    return core.length < shortLength
      ? []
      : [[...core].map((c) => (/[+/]/.test(c) ? (c === '+' ? '[+\\-]' : '[/_]') : c)).join('')];
  });
}

function patternOf(secret: string): string {
  const raw = [...secret].map(spellings).join('');
  if (secret.length < shortLength) return `(?<![\\p{L}\\p{N}])${raw}(?![\\p{L}\\p{N}])`;
  // A character of either side belongs partly to the secret.
  const encoded = base64Cores(secret).map((core) => `[\\w+/\\-]?${core}[\\w+/\\-]?`);
  return [raw, ...encoded].join('|');
}

function hiddenPattern(): RegExp | null {
  if (pattern !== null) return pattern;
  // The longest first: one secret may hold another.
  const secrets = [...kept, ...recent].sort((a, b) => b.length - a.length);
  if (secrets.length === 0) return null;
  pattern = new RegExp(secrets.map(patternOf).join('|'), 'gu');
  return pattern;
}

/** Replaces the secrets that were named. */
export function redactHidden(text: string): string {
  const hidden = hiddenPattern();
  return hidden === null ? text : text.replace(hidden, mark);
}

/** What must never be read in a log: named secrets, signatures and credentials of presigned URLs, passwords in connection strings, keys. */
export function redact(text: string): string {
  return redactHidden(text)
    .replace(/(X-Amz-(?:Signature|Credential|Security-Token)=)[^&\s"']+/gi, `$1${mark}`)
    .replace(/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]+:)[^\s@/]+@/gi, `$1${mark}@`)
    .replace(
      /("?(?:password|secretKey|secret_key|accessKey|access_key|authorization|token)"?\s*[:=]\s*"?(?:bearer\s+|basic\s+)?)[^\s",}]+/gi,
      `$1${mark}`,
    );
}

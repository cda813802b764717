import iconv from 'iconv-lite';

export interface DecodedText {
  readonly text: string;
  /** The encoding's usual name: utf-8, utf-16le, utf-16be, cp949, shift_jis or windows-1252. */
  readonly encoding: string;
}

interface DecodeOptions {
  /** The bytes are the start of something longer, so the last character may be cut. */
  readonly partial?: boolean;
}

/**
 * Reads bytes as text, or answers undefined when they are not text.
 *
 * The order matters: a byte order mark is a fact, valid UTF-8 hardly ever happens by accident, and the
 * legacy encodings are told apart by which scripts come out.
 */
export function decodeText(bytes: Uint8Array, options: DecodeOptions = {}): DecodedText | undefined {
  const marked = decodeMarked(bytes);
  if (marked !== undefined) return isProse(marked.text) ? marked : undefined;
  const wide = guessUtf16(bytes);
  if (wide !== undefined) {
    const text = new TextDecoder(wide).decode(evenLength(bytes));
    return isProse(text) ? { text, encoding: wide } : undefined;
  }
  const utf8 = decodeUtf8(bytes, options.partial === true);
  if (utf8 !== undefined) return isProse(utf8) ? { text: utf8, encoding: 'utf-8' } : undefined;
  return bytes.includes(0) ? undefined : decodeLegacy(bytes);
}

function decodeMarked(bytes: Uint8Array): DecodedText | undefined {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) {
    return { text: new TextDecoder('utf-8').decode(bytes), encoding: 'utf-8' };
  }
  if (a === 0xff && b === 0xfe) {
    return { text: new TextDecoder('utf-16le').decode(evenLength(bytes)), encoding: 'utf-16le' };
  }
  if (a === 0xfe && b === 0xff) {
    return { text: new TextDecoder('utf-16be').decode(evenLength(bytes)), encoding: 'utf-16be' };
  }
  return undefined;
}

const evenLength = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, bytes.length - (bytes.length % 2));

/** Without a mark: text with Latin letters, spaces or line ends has zeros on one side of the pairs only. */
function guessUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const length = Math.min(bytes.length, 4096);
  if (length < 4) return undefined;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < length; i++) {
    if (bytes[i] !== 0) continue;
    if (i % 2 === 0) even++;
    else odd++;
  }
  const few = length * 0.05;
  if (odd > few && even === 0) return 'utf-16le';
  if (even > few && odd === 0) return 'utf-16be';
  return undefined;
}

function decodeUtf8(bytes: Uint8Array, partial: boolean): string | undefined {
  try {
    // Streaming keeps an incomplete last character back instead of calling it an error.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: partial });
  } catch {
    return undefined;
  }
}

const hangul = /[\uAC00-\uD7A3]/g;
const kana = /[\u3041-\u30FF\uFF66-\uFF9F]/g;
const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

function decodeLegacy(bytes: Uint8Array): DecodedText | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const korean = iconv.decode(buffer, 'cp949');
  const japanese = iconv.decode(buffer, 'shift_jis');
  const share = (text: string, pattern: RegExp): number => {
    const foreign = count(text, /[^\p{ASCII}]/gu);
    const broken = count(text, /\uFFFD/g);
    // One broken character is a cut end; more are the wrong encoding.
    return foreign === 0 || broken > 1 ? 0 : count(text, pattern) / foreign;
  };
  const koreanShare = share(korean, hangul);
  const japaneseShare = share(japanese, kana);
  const best =
    koreanShare >= 0.5 && koreanShare >= japaneseShare
      ? { text: korean, encoding: 'cp949' }
      : japaneseShare >= 0.3
        ? { text: japanese, encoding: 'shift_jis' }
        : { text: iconv.decode(buffer, 'windows-1252'), encoding: 'windows-1252' };
  if (best.encoding === 'windows-1252' && count(best.text, /[\u0080-\u00FF]/g) > best.text.length * 0.3) {
    return undefined;
  }
  return isProse(best.text) ? { ...best, text: best.text.replace(/\uFFFD$/, '') } : undefined;
}

/** Control characters other than the white ones and escape are rare in text and common in everything else. */
function isProse(text: string): boolean {
  let controls = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 && (code < 0x09 || (code > 0x0d && code !== 0x1b))) controls++;
  }
  // One stray NUL at the end of a short note is common.
  return controls <= 1 + text.length * 0.01;
}

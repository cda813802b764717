/**
 * JSON whose whole numbers keep all their digits: those that a number can't hold become text. Seeds of generators go up
 * to 2⁶⁴, and a seed that is off by a few makes another picture. Throws as `JSON.parse` does.
 */
export function parseExactJson(text: string): unknown {
  return JSON.parse(/\d{16}/.test(text) ? quoteLongNumbers(text) : text);
}

function quoteLongNumbers(text: string): string {
  let result = '';
  let copied = 0;
  let at = 0;
  while (at < text.length) {
    const character = text[at];
    if (character === '"') {
      at = endOfString(text, at);
      continue;
    }
    const start = at;
    while (at < text.length && isOfNumber(text.charCodeAt(at))) at += 1;
    const number = text.slice(start, at);
    if (/^-?[1-9]\d{15,}$/.test(number) && !Number.isSafeInteger(Number(number))) {
      result += `${text.slice(copied, start)}"${number}"`;
      copied = at;
    }
    if (at === start) at += 1;
  }
  return result + text.slice(copied);
}

/** Behind the quote that closes a string, or the end of a text that has none. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return text.length;
    let escapes = 0;
    while (text[quote - 1 - escapes] === '\\') escapes += 1;
    if (escapes % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}

/** Digits, and what else a number is written with: one in pieces is none. */
function isOfNumber(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    code === 0x2d ||
    code === 0x2b ||
    code === 0x2e ||
    code === 0x65 ||
    code === 0x45
  );
}

/** As text of an element; quotes too, since ETags have them. */
export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

/** XML 1.0 has no way to write these, escaped or not, and a parser makes a line feed of a carriage return. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a key may have them
const unwritable = /[\u0000-\u001f\ufffe\uffff]/;

export function isWritable(text: string): boolean {
  return !unwritable.test(text) && text.isWellFormed();
}

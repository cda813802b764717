/** Characters that `original_name` holds. */
const LIMIT = 255;
const EXTENSION = /\.[\p{L}\p{N}]{1,16}$/u;

/**
 * What an asset is called after a person gave it a new name: the extension of the old one stays, typed or not,
 * because other programs read the format from it.
 */
export function renamed(oldName: string, typed: string): string {
  const extension = EXTENSION.exec(oldName)?.[0] ?? '';
  const clean = typed
    .normalize('NFC')
    .replace(/[\p{Cc}/\\]/gu, ' ')
    .trim();
  const hasIt = extension !== '' && clean.toLowerCase().endsWith(extension.toLowerCase());
  const stem = hasIt ? clean.slice(0, -extension.length) : clean;
  if (stem === '') return oldName;
  return [...stem].slice(0, LIMIT - [...extension].length).join('') + extension;
}

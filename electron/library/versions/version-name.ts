/** Characters that `original_name` holds in a library of the app's own making. */
const defaultLimit = 255;
const extensionOf = (name: string): string => /\.[\p{L}\p{N}]{1,16}$/u.exec(name)?.[0] ?? '';
/** Endings of one format, of which the asset keeps its own. */
const sameFormat: readonly (readonly string[])[] = [
  ['.jpg', '.jpeg', '.jpe', '.jfif'],
  ['.tif', '.tiff'],
  ['.htm', '.html'],
  ['.md', '.markdown'],
];

/**
 * What an asset is called once it has another file: its own name, with the ending of the file where that is of another
 * format, because other programs read the format from it.
 */
export function withExtensionOf(name: string, fileName: string, limit = defaultLimit): string {
  const own = extensionOf(name);
  const wanted = extensionOf(fileName);
  if (wanted === '' || isSame(own.toLowerCase(), wanted.toLowerCase())) return name;
  const stem = own === '' ? name : name.slice(0, -own.length);
  return [...stem].slice(0, Math.max(0, limit - [...wanted].length)).join('') + wanted;
}

function isSame(a: string, b: string): boolean {
  return a === b || sameFormat.some((endings) => endings.includes(a) && endings.includes(b));
}

/** Characters that `original_name` holds in a library of the app's own making. */
const LIMIT = 255;
const EXTENSION = /\.[\p{L}\p{N}]{1,16}$/u;

/**
 * What an asset is called after a person gave it a new name: the extension of the old one stays, typed or not,
 * because other programs read the format from it.
 */
export function renamed(oldName: string, typed: string, limit = LIMIT): string {
  const extension = EXTENSION.exec(oldName)?.[0] ?? '';
  const clean = typed
    .normalize('NFC')
    .replace(/[\p{Cc}/\\]/gu, ' ')
    .trim();
  const hasIt = extension !== '' && clean.toLowerCase().endsWith(extension.toLowerCase());
  const stem = hasIt ? clean.slice(0, -extension.length) : clean;
  if (stem === '') return oldName;
  return [...stem].slice(0, Math.max(0, limit - [...extension].length)).join('') + extension;
}

/** Bytes that every common file system allows for one name. */
const NAME_BYTES = 255;
/** What Windows refuses in names, and names that it keeps for devices. */
const REFUSED = /[<>:"/\\|?*\p{Cc}]/gu;
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * The name under which a copy of an asset is saved, good for any system: `name`, and from the second on
 * `name (2)` and so on. Cut in the middle of a letter never, before the extension where it is too long.
 */
export function fileNameFor(name: string, number: number): string {
  const safe = name.replace(REFUSED, '_').replace(/[. ]+$/, '_');
  const named = DEVICE.test(safe) ? `_${safe}` : safe;
  const extension = EXTENSION.exec(named)?.[0] ?? '';
  const ending = (number === 1 ? '' : ` (${number})`) + extension;
  const stem = [...named.slice(0, named.length - extension.length)];
  while (Buffer.byteLength(stem.join('') + ending) > NAME_BYTES) stem.pop();
  return stem.join('') + ending;
}

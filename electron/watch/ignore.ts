/** Begins the name of the file by which a watched folder is known again wherever it is moved. */
export const markerPrefix = '.sparklio-watch-';

/** What systems and network drives leave in folders. */
const litter = new Set([
  'thumbs.db',
  'ehthumbs.db',
  'desktop.ini',
  'icon\r',
  '__macosx',
  '$recycle.bin',
  'system volume information',
  '@eadir',
  '#recycle',
  'lost+found',
]);

/** Files that a program has not finished, by the end of their name: browsers, download managers, editors, copies. */
const partial = [
  '.crdownload',
  '.part',
  '.partial',
  '.download',
  '.opdownload',
  '.filepart',
  '.aria2',
  '.!ut',
  '.tmp',
  '.temp',
  '.swp',
  '.lock',
  '.lck',
  '~',
];

/** Whether a file or folder of this name is never taken: hidden, temporary, unfinished, or left by the system. */
export function isIgnored(name: string): boolean {
  const lower = name.toLowerCase();
  return (
    lower.startsWith('.') ||
    lower.startsWith('~$') ||
    litter.has(lower) ||
    partial.some((end) => lower.endsWith(end)) ||
    // A name that is no Unicode can be told neither to the database nor to the store.
    !name.isWellFormed() ||
    name.includes('\uFFFD')
  );
}

/**
 * Whether a folder on the drive is the one that a person named. Drives of macOS and Windows take `done` for `Done`, and
 * some compose letters otherwise; what was moved there must never be taken for what has come.
 */
export function isNamed(name: string, wanted: string | null, platform = process.platform): boolean {
  if (wanted === null) return false;
  const [one, other] = [name.normalize('NFC'), wanted.normalize('NFC')];
  const folds = platform === 'darwin' || platform === 'win32';
  return one === other || (folds && one.toLowerCase() === other.toLowerCase());
}

/** Whether a path below a watched folder (with `/`) is ignored, by any of its names. `except`: a top folder's name. */
export function isIgnoredPath(path: string, except: string | null): boolean {
  const names = path.split('/');
  return names.some(isIgnored) || (names.length > 1 && isNamed(names[0] ?? '', except));
}

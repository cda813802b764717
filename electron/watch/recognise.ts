import type { Entry, Ledger } from './ledger.ts';
import { isSame } from './settling.ts';
import type { WalkedFile } from './walk.ts';

/** What a file is that has stopped changing. */
export type Recognised =
  /** Nothing is known of it, or its content is another. */
  | { readonly kind: 'new' }
  /** Its bytes are those that were taken before from the same place. */
  | { readonly kind: 'same' }
  /** It was taken before, under the name `from`. */
  | { readonly kind: 'renamed'; readonly from: string }
  /** What it may have been renamed from is still on its way. */
  | { readonly kind: 'later' };

interface Asks {
  /** SHA-256 of the file. */
  readonly hash: (file: WalkedFile) => Promise<string>;
  readonly isThere: (path: string) => Promise<boolean>;
  readonly isRunning: (path: string) => boolean;
}

/**
 * Tells files that were renamed, moved within the folder or only touched from new ones. A file counts as renamed when
 * what was taken under the other name is not there any more, and it is the same file on the drive or has the same bytes.
 */
export async function recognise(file: WalkedFile, ledger: Ledger, asks: Asks): Promise<Recognised> {
  let hashed: string | null = null;
  const hasHash = async ({ sha256 }: Entry): Promise<boolean> => {
    if (sha256 === null) return false;
    hashed ??= await asks.hash(file);
    return hashed === sha256;
  };
  const before = ledger.get(file.path);
  if (before !== null && (await hasHash(before))) return { kind: 'same' };
  for (const entry of ledger.ofSize(file.seen.size)) {
    if (entry.path === file.path || (await asks.isThere(entry.path))) continue;
    // Its bytes are not known yet; when they are, this may turn out to be the same file.
    if (asks.isRunning(entry.path)) return { kind: 'later' };
    const isOnDrive = entry.inode === file.seen.inode && isSame(entry, file.seen);
    if (isOnDrive || (await hasHash(entry))) return { kind: 'renamed', from: entry.path };
  }
  return { kind: 'new' };
}

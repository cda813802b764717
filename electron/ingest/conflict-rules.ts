import type { AssetId } from '../../shared/domain/ids.ts';
import type { ConflictPolicy } from '../../shared/domain/upload.ts';

/** An asset that is called like a file on its way, in the same place. */
export interface Namesake {
  readonly id: AssetId;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256, without prefix; null where the row does not say. */
  readonly checksum: string | null;
}

export type Verdict =
  /** The file becomes an asset of its own. */
  | { readonly kind: 'keep' }
  | { readonly kind: 'version'; readonly of: AssetId }
  /** Not taken in: the person has decided, or is to decide. */
  | { readonly kind: 'ask' | 'leaveOut'; readonly about: AssetId };

/**
 * Whether two files have one name: spelled alike whatever the case, and whether accents are composed (as most systems
 * have them) or not (as macOS does).
 */
export function isSameName(a: string, b: string): boolean {
  return folded(a) === folded(b);
}

const folded = (name: string): string => name.normalize('NFC').toLowerCase().normalize('NFC');

/**
 * What becomes of a file whose name assets of its place have, newest first. Where there are several nobody but a person
 * knows which one is meant: it is asked about the newest, and without anybody to ask (`canAsk`) the file is kept beside them.
 */
export function verdictOn(
  policy: ConflictPolicy | 'skip',
  file: { readonly size: number; readonly sha256: string | null },
  namesakes: readonly Namesake[],
  canAsk: boolean,
): Verdict {
  const [newest] = namesakes;
  if (policy === 'keep' || newest === undefined) return { kind: 'keep' };
  // Another copy of what is there already is wanted as such, or it would have ended as a duplicate.
  if (namesakes.some((one) => hasSameBytes(file, one))) return { kind: 'keep' };
  if (policy === 'skip') return { kind: 'leaveOut', about: newest.id };
  if (policy === 'version' && namesakes.length === 1) return { kind: 'version', of: newest.id };
  return canAsk ? { kind: 'ask', about: newest.id } : { kind: 'keep' };
}

/** A file that is hashed while it is sent is told by its size. */
function hasSameBytes(
  { size, sha256 }: { readonly size: number; readonly sha256: string | null },
  namesake: Namesake,
): boolean {
  if (sha256 === null || namesake.checksum === null) return sha256 === null && size === namesake.size;
  return sha256 === namesake.checksum;
}

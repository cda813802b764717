import type { AssetId } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import { Duplicates } from './duplicates.ts';
import { checksumOf } from './put-versions.ts';
import { Turns } from './turns.ts';
import type { Upload } from './upload.ts';

/**
 * Keeps the same bytes from being taken in twice: what the library has is found, and of files that are on their way at
 * the same time the second waits for the first, then finds it.
 */
export class Claims {
  readonly #db: SparklioDb;
  readonly #duplicates: Duplicates;
  readonly #turns = new Turns();

  constructor(db: SparklioDb) {
    this.#db = db;
    this.#duplicates = new Duplicates(db);
  }

  /** Goes on unless the library has the bytes, alone with them. */
  async unlessThere<T>(
    upload: Upload,
    sha256: string,
    ways: { readonly goOn: () => Promise<T>; readonly duplicate: (existing: AssetId) => Promise<T> },
  ): Promise<T> {
    const free = await this.#turns.take(`${upload.brandId} ${sha256}`, upload.abort.signal);
    try {
      const existing = await this.#existing(upload, sha256);
      if (existing === null || existing === upload.assetId) return await ways.goOn();
      return await ways.duplicate(existing);
    } finally {
      free();
    }
  }

  /** The asset that has these bytes already. For a new version only the asset's own, present file counts. */
  async #existing({ replaces, keepDuplicate, brandId }: Upload, sha256: string): Promise<AssetId | null> {
    if (keepDuplicate) return null;
    if (replaces === null) return await this.#duplicates.find(brandId, sha256);
    return (await checksumOf(this.#db, replaces)) === sha256 ? replaces : null;
  }

  /**
   * Whether a file can be no duplicate, whatever is in it: none of its size is there. One of its size that is on its
   * way is waited for; `end` lets the next one go.
   */
  async ofSize(upload: Upload, size: number): Promise<{ readonly end: () => void; readonly isNew: boolean }> {
    const { brandId, keepDuplicate, replaces, abort } = upload;
    if (keepDuplicate || replaces !== null) return { end: () => undefined, isNew: keepDuplicate };
    const end = await this.#turns.take(`${brandId} of ${size} bytes`, abort.signal);
    try {
      if (!(await this.#duplicates.hasSize(brandId, size))) return { end, isNew: true };
    } catch (error) {
      end();
      throw error;
    }
    end();
    return { end: () => undefined, isNew: false };
  }
}

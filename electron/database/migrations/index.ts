import type { SparklioDb } from '../tables.ts';
import { customerTables } from './001-customer-tables.ts';
import { appTables } from './002-app-tables.ts';
import { searchIndex } from './003-search.ts';
import { mirror } from './004-mirror.ts';
import { ingestJournal } from './005-ingest-journal.ts';
import { otherWriters } from './006-other-writers.ts';
import { desktops } from './007-desktops.ts';
import { vectorsOfModels } from './008-vectors-of-models.ts';
import { listingIndexes } from './009-listing-indexes.ts';
import { versions } from './010-versions.ts';
import { libraryCheck } from './011-library-check.ts';
import { watchFolders } from './012-watch-folders.ts';
import { intakes } from './013-intakes.ts';
import { making } from './014-making.ts';
import { uploadHistory } from './015-upload-history.ts';
import { strips } from './016-strips.ts';
import { nameConflicts } from './017-name-conflicts.ts';
import { madeWith } from './018-made-with.ts';
import { type Migration, migrate } from './runner.ts';

export const migrations: readonly Migration[] = [
  customerTables,
  appTables,
  searchIndex,
  mirror,
  ingestJournal,
  otherWriters,
  desktops,
  vectorsOfModels,
  listingIndexes,
  versions,
  libraryCheck,
  watchFolders,
  intakes,
  making,
  uploadHistory,
  strips,
  nameConflicts,
  madeWith,
];

/** Brings an open database to this version. Throws `library_newer`. */
export async function migrateLibrary(db: SparklioDb): Promise<number[]> {
  return migrate(db, migrations);
}

import type { Selectable } from 'kysely';
import { afterwardsSchema, type WatchFolderId, type WatchRule } from '../../shared/domain/watch.ts';
import type { WatchFoldersTable } from '../database/ingest-tables.ts';
import type { Lasting } from './ledger.ts';
import type { FolderIdentity } from './marker.ts';

/** A watched folder as the database keeps it. */
export interface FolderRow {
  readonly id: WatchFolderId;
  readonly path: string;
  readonly identity: FolderIdentity | null;
  readonly marked: boolean;
  readonly rule: WatchRule;
  readonly paused: boolean;
}

export function toFolderRow(row: Selectable<WatchFoldersTable>): FolderRow {
  const afterwards = afterwardsSchema.safeParse(row.afterwards);
  const { device, inode } = row;
  return {
    id: row.id,
    path: row.path,
    identity: device === null || inode === null ? null : { device, inode },
    marked: row.marked,
    rule: {
      conflicts: row.on_conflict === 'version' ? 'version' : 'keep',
      brandId: row.brand_id,
      projectId: row.project_id,
      foldersAsProjects: row.folders_as_projects,
      tags: row.tags,
      // A rule of a later version is not guessed at: the files stay.
      afterwards: afterwards.success ? afterwards.data : { kind: 'keep' },
    },
    paused: row.paused,
  };
}

/** Columns that hold a rule. */
export function ruleColumns(rule: WatchRule) {
  return {
    brand_id: rule.brandId,
    project_id: rule.projectId,
    folders_as_projects: rule.foldersAsProjects,
    tags: [...rule.tags],
    afterwards: JSON.stringify(rule.afterwards),
    on_conflict: rule.conflicts ?? 'keep',
  };
}

/** Columns that say where it is. */
export function placeColumns({ path, identity, marked }: Pick<FolderRow, 'path' | 'identity' | 'marked'>) {
  return { path, device: identity?.device ?? null, inode: identity?.inode ?? null, marked };
}

export async function saveFolder(lasting: Lasting, row: FolderRow): Promise<void> {
  await lasting((db) =>
    db
      .updateTable('sparklio.watch_folders')
      .set({ ...placeColumns(row), ...ruleColumns(row.rule), paused: row.paused })
      .where('id', '=', row.id)
      .execute(),
  );
}

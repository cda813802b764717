import type { ColumnType, Generated } from 'kysely';
import type { AssetType } from '../../shared/domain/asset.ts';
import type { AssetId, BatchId, BrandId, ProjectId, UploadId } from '../../shared/domain/ids.ts';
import type { WatchFolderId } from '../../shared/domain/watch.ts';
import type { CreatedAt, Json } from './columns.ts';

/** A file that was taken and is not published yet: the journal. */
export interface UploadsTable {
  id: UploadId;
  batch_id: BatchId;
  batch_title: string;
  state: string;
  reason: string | null;
  brand_id: BrandId;
  project_id: ProjectId | null;
  asset_id: AssetId | null;
  path: string | null;
  name: string;
  folder: Generated<string>;
  size: number;
  mtime_ms: number | null;
  type: AssetType | null;
  mime: string | null;
  checksum: string | null;
  bucket: string | null;
  object_key: string | null;
  multipart_id: string | null;
  parts: Json;
  tags: ColumnType<string[], string[] | undefined, string[]>;
  created_at: CreatedAt;
  updated_at: CreatedAt;
  attempts: Generated<number>;
  keep_duplicate: Generated<boolean>;
  on_duplicate: Generated<string>;
  on_conflict: Generated<string>;
  /** Null in a library that one computer has for itself. */
  desktop_id: string | null;
  source: Generated<string>;
  source_metadata: Json;
  /** The id under which a program handed the file in. */
  intake_id: string | null;
  /** The asset whose new version the file is to become. */
  replaces: AssetId | null;
}

/** What became of the files of the last drops. */
export interface UploadHistoryTable {
  id: UploadId;
  batch_id: BatchId;
  batch_title: string;
  desktop_id: string | null;
  brand_id: BrandId;
  project_id: ProjectId | null;
  asset_id: AssetId | null;
  /** The asset that the file became a new version of. */
  replaces: AssetId | null;
  /** Which of the asset's files it became. */
  version: number | null;
  state: 'published' | 'duplicate' | 'conflict' | 'failed' | 'cancelled';
  reason: string | null;
  on_duplicate: Generated<string>;
  on_conflict: Generated<string>;
  path: string | null;
  name: string;
  folder: Generated<string>;
  size: number;
  type: string | null;
  tags: ColumnType<string[], string[] | undefined, string[]>;
  created_at: Date;
  ended_at: CreatedAt;
}

/** What became of files that programs handed in under ids of their own. */
export interface IntakesTable {
  id: string;
  asset_id: AssetId;
  outcome: 'published' | 'duplicate';
  settled_at: Generated<Date>;
}

/** A folder of a desktop whose new files are taken in. Without a desktop the library is one computer's alone. */
export interface WatchFoldersTable {
  id: WatchFolderId;
  desktop_id: string | null;
  path: string;
  /** Numbers of the drive and of the folder on it, as text. */
  device: string | null;
  inode: string | null;
  /** Whether the folder's marker could be written. */
  marked: Generated<boolean>;
  brand_id: BrandId;
  project_id: ProjectId | null;
  folders_as_projects: Generated<boolean>;
  tags: ColumnType<string[], string[] | undefined, string[]>;
  afterwards: Json;
  on_conflict: Generated<string>;
  paused: Generated<boolean>;
  created_at: CreatedAt;
}

/** What became of a file of a watched folder. */
export interface WatchedFilesTable {
  folder_id: WatchFolderId;
  /** Below the folder, with `/`. */
  path: string;
  size: number;
  mtime_ms: number;
  inode: string | null;
  sha256: string | null;
  /** `known`: was there before the folder was watched, and is left alone. */
  state: 'known' | 'taking' | 'taken' | 'duplicate' | 'failed' | 'cancelled';
  reason: string | null;
  intake_id: string | null;
  asset_id: AssetId | null;
  verified_at: Date | null;
  cleared_at: Date | null;
  gone_at: Date | null;
  updated_at: Date;
}

/** A drop that is still being walked. The cursor is the last file that `uploads` has taken from it. */
export interface ScansTable {
  batch_id: BatchId;
  title: string;
  brand_id: BrandId;
  project_id: ProjectId | null;
  paths: string[];
  folders_as_projects: boolean;
  keep_duplicates: boolean;
  on_duplicate: Generated<string>;
  on_conflict: Generated<string>;
  tags: ColumnType<string[], string[] | undefined, string[]>;
  /** Index of the dropped path that the cursor is below. */
  cursor_root: number | null;
  cursor_path: string | null;
  desktop_id: string | null;
  created_at: CreatedAt;
}

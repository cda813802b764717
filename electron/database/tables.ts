import type { ColumnType, Generated, GeneratedAlways, Kysely } from 'kysely';
import type { AssetType, ColorLabel, Orientation } from '../../shared/domain/asset.ts';
import type { AssetId, BrandId, ProjectId } from '../../shared/domain/ids.ts';
import type { CreatedAt, Json, Tags, VectorColumn } from './columns.ts';
import type {
  IntakesTable,
  ScansTable,
  UploadHistoryTable,
  UploadsTable,
  WatchedFilesTable,
  WatchFoldersTable,
} from './ingest-tables.ts';

/**
 * The tables as both engines give them: int8 as number, `timestamp` as a Date in UTC, arrays as arrays,
 * jsonb parsed. jsonb is written as a JSON string (`json(value)`), because the driver would take a
 * JavaScript array for a PostgreSQL array.
 */
export interface Tables {
  'public.users': UsersTable;
  'public.brands': BrandsTable;
  'public.projects': ProjectsTable;
  'public.generated_assets': GeneratedAssetsTable;
  'public.generated_texts': GeneratedTextsTable;
  'sparklio.migrations': MigrationsTable;
  'sparklio.state': StateTable;
  'sparklio.assets': AssetsTable;
  'sparklio.asset_details': AssetDetailsTable;
  'sparklio.asset_texts': AssetTextsTable;
  'sparklio.asset_search': AssetSearchTable;
  'sparklio.asset_vectors': AssetVectorsTable;
  'sparklio.asset_versions': AssetVersionsTable;
  'sparklio.brands': BrandSettingsTable;
  'sparklio.uploads': UploadsTable;
  'sparklio.scans': ScansTable;
  'sparklio.upload_history': UploadHistoryTable;
  'sparklio.intakes': IntakesTable;
  'sparklio.watch_folders': WatchFoldersTable;
  'sparklio.watched_files': WatchedFilesTable;
  'sparklio.tombstones': TombstonesTable;
  'sparklio.retired_objects': RetiredObjectsTable;
  'sparklio.findings': FindingsTable;
  'sparklio.desktops': DesktopsTable;
}

export type SparklioDb = Kysely<Tables>;

export interface UsersTable {
  id: Generated<string>;
  email: string;
  name: string | null;
  created_at: CreatedAt;
}

export interface BrandsTable {
  id: Generated<BrandId>;
  name: string;
  slug: string;
  description: string | null;
  logo_asset_id: AssetId | null;
  settings: Json;
  status: Generated<string>;
  created_at: CreatedAt;
  updated_at: CreatedAt;
}

export interface ProjectsTable {
  id: Generated<ProjectId>;
  brand_id: BrandId;
  name: string;
  slug: string;
  description: string | null;
  start_date: string | null;
  end_date: string | null;
  status: Generated<string>;
  created_at: CreatedAt;
  updated_at: CreatedAt;
}

export interface GeneratedAssetsTable {
  id: Generated<AssetId>;
  brand_id: BrandId;
  project_id: ProjectId | null;
  user_id: string;
  type: string;
  minio_path: string;
  original_name: string | null;
  file_size: number;
  mime_type: string | null;
  checksum: string | null;
  source: string | null;
  source_metadata: Json;
  status: Generated<string>;
  embedding: VectorColumn;
  metadata: Json;
  tags: Tags;
  created_at: CreatedAt;
  updated_at: CreatedAt;
  deleted_at: Date | null;
}

export interface GeneratedTextsTable {
  id: AssetId;
  content: string;
  content_length: number | null;
  text_type: string | null;
  language: string | null;
}

export interface MigrationsTable {
  id: number;
  name: string;
  applied_at: Generated<Date>;
}

/** Small facts about the library itself, such as `mirror_dirty`. */
export interface StateTable {
  key: string;
  value: Json;
}

/** The app's narrow projection of `generated_assets`. The first block is kept by triggers: never write it. */
export interface AssetsTable {
  asset_id: AssetId;
  brand_id: BrandId;
  project_id: ProjectId | null;
  type: AssetType;
  mime: string | null;
  name: string;
  /** The name normalised for natural sorting: case folded, runs of digits padded. */
  name_key: string;
  size: number;
  tags: string[];
  created_at: Date;
  deleted_at: Date | null;
  trashed: boolean;
  /** Shown in ordinary lists: neither in the trash nor in a state that this app does not know. */
  published: boolean;

  width: number | null;
  height: number | null;
  /** One byte, as `assets.outline` describes it. */
  ratio: GeneratedAlways<Buffer>;
  tag_bits: GeneratedAlways<number>;
  /** Follows the column of details. Null is no answer. */
  ai: 'yes' | 'partly' | null;
  orientation: GeneratedAlways<Orientation | null>;
  duration_ms: number | null;
  page_count: number | null;
  rating: Generated<number>;
  label: ColorLabel | null;
  thumbhash: string | null;
  rendition: Generated<'pending' | 'ready' | 'none' | 'failed'>;
  thumbnail_key: string | null;
  preview_key: string | null;
  strip_key: string | null;
  /** How the frames lie in the strip. */
  strip: Json;
  /** Counts the files that the asset had; whatever is written about one of them has to be about this one still. */
  version: Generated<number>;
  /** Files that there are, the current one included. */
  versions: Generated<number>;
}

/** A former file of an asset; `created_at` and `created_by` are when and through whom it became the current one. */
export interface AssetVersionsTable {
  asset_id: AssetId;
  number: number;
  /** Empty for a text that is kept here, as `content`. */
  minio_path: string;
  content: string | null;
  name: string;
  type: AssetType;
  mime: string | null;
  size: number;
  /** SHA-256 without prefix. */
  checksum: string | null;
  width: number | null;
  height: number | null;
  duration_ms: number | null;
  page_count: number | null;
  thumbhash: string | null;
  rendition: Generated<'pending' | 'ready' | 'none' | 'failed'>;
  thumbnail_key: string | null;
  preview_key: string | null;
  strip_key: string | null;
  /** How the frames lie in the strip. */
  strip: Json;
  note: Generated<string>;
  created_at: Date;
  created_by: string | null;
}

export interface AssetDetailsTable {
  asset_id: AssetId;
  colors: Json;
  metadata: Json;
  /** Prompt and model, as search finds them. */
  made_words: GeneratedAlways<string | null>;
  /** Seed, sampler and programs, found by search too. */
  made_with: GeneratedAlways<string | null>;
  ai: GeneratedAlways<'yes' | 'partly' | null>;
  note: Generated<string>;
  problem: string | null;
  rendered_at: Date | null;
  render_version: number | null;
  /** Of the current file: when, through whom and why it took the place of another; null for the first one. */
  version_at: Date | null;
  version_by: string | null;
  version_note: Generated<string>;
}

export interface AssetTextsTable {
  asset_id: AssetId;
  content: string;
}

export interface AssetSearchTable {
  asset_id: AssetId;
  search_text: string;
  terms: string[];
}

export interface AssetVectorsTable {
  asset_id: AssetId;
  brand_id: BrandId;
  model: string;
  vector: VectorColumn;
  embedded_at: CreatedAt;
  problem: string | null;
}

export interface BrandSettingsTable {
  brand_id: BrandId;
  color: string | null;
  archived: Generated<boolean>;
}

export interface TombstonesTable {
  asset_id: AssetId;
  /** Of the original. */
  bucket: string;
  keys: string[];
  /** Keys in the bucket of assets. */
  renditions: ColumnType<string[], string[] | undefined, string[]>;
  created_at: CreatedAt;
}

/** An object that the app removed, or is about to remove. */
export interface RetiredObjectsTable {
  bucket: string;
  object_key: string;
  retired_at: CreatedAt;
}

/** Where rows and objects do not fit together. `multipart_id` is empty but for parts of an upload. */
export interface FindingsTable {
  id: string;
  kind: string;
  state: Generated<string>;
  asset_id: AssetId | null;
  bucket: string;
  object_key: string;
  multipart_id: Generated<string>;
  own: Generated<boolean>;
  size: number | null;
  expected_size: number | null;
  etag: Generated<string>;
  first_seen: CreatedAt;
  last_seen: CreatedAt;
  decided_at: Date | null;
}

/** An installation of the app that has, or had, the library open. Times are the database's own. */
export interface DesktopsTable {
  id: string;
  name: string;
  user_id: string | null;
  app_version: string;
  opened_at: Generated<Date>;
  last_seen: Generated<Date>;
  closed_at: Date | null;
}

import type { Migration } from './runner.ts';

/**
 * Orders of the places that had none, so that a page of a million assets stays a walk along an index; and what few
 * assets have, so that they are found without one. A type or a format often lies together in the order of names or
 * sizes, and a walk to it would be long.
 */
export const listingIndexes: Migration = {
  id: 9,
  name: 'listing-indexes',
  sql: `
create index if not exists assets_in_trash_by_name on sparklio.assets (name_key, asset_id) where trashed;
create index if not exists assets_in_trash_by_size on sparklio.assets (size, asset_id) where trashed;
create index if not exists assets_in_trash_by_rating on sparklio.assets (rating, created_at, asset_id) where trashed;

create index if not exists assets_untagged_by_name on sparklio.assets (name_key, asset_id)
  where published and tags = '{}';
create index if not exists assets_untagged_by_size on sparklio.assets (size, asset_id)
  where published and tags = '{}';
create index if not exists assets_untagged_by_rating on sparklio.assets (rating, created_at, asset_id)
  where published and tags = '{}';

create index if not exists assets_unassigned_by_created on sparklio.assets (brand_id, created_at, asset_id)
  where published and project_id is null;
create index if not exists assets_unassigned_by_name on sparklio.assets (brand_id, name_key, asset_id)
  where published and project_id is null;
create index if not exists assets_unassigned_by_size on sparklio.assets (brand_id, size, asset_id)
  where published and project_id is null;
create index if not exists assets_unassigned_by_rating on sparklio.assets (brand_id, rating, created_at, asset_id)
  where published and project_id is null;

create index if not exists assets_of_type_by_name on sparklio.assets (type, name_key, asset_id) where published;
create index if not exists assets_of_type_by_size on sparklio.assets (type, size, asset_id) where published;
create index if not exists assets_of_format_by_name on sparklio.assets (mime, name_key, asset_id) where published;
create index if not exists assets_of_format_by_size on sparklio.assets (mime, size, asset_id) where published;

create index if not exists assets_labelled on sparklio.assets (label, brand_id) where published and label is not null;
create index if not exists assets_square on sparklio.assets (brand_id) where published and orientation = 'square';
`,
};

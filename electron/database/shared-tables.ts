/** The shared tables, column by column as every program knows them, in the order in which they refer to each other. */
export const createShared = {
  users: `create table if not exists public.users (
  id uuid primary key default gen_random_uuid(),
  email varchar(255) unique not null,
  name varchar(255),
  created_at timestamp not null default now()
);`,
  brands: `create table if not exists public.brands (
  id uuid primary key default gen_random_uuid(),
  name varchar(255) not null,
  slug varchar(255) unique not null,
  description text,
  logo_asset_id uuid,
  settings jsonb not null default '{}',
  status varchar(50) not null default 'active',
  created_at timestamp not null default now(),
  updated_at timestamp not null default now()
);`,
  projects: `create table if not exists public.projects (
  id uuid primary key default gen_random_uuid(),
  brand_id uuid not null references public.brands (id) on delete cascade,
  name varchar(255) not null,
  slug varchar(255) not null,
  description text,
  start_date date,
  end_date date,
  status varchar(50) not null default 'active',
  created_at timestamp not null default now(),
  updated_at timestamp not null default now(),
  unique (brand_id, slug)
);`,
  generated_assets: `create table if not exists public.generated_assets (
  id uuid primary key default gen_random_uuid(),
  brand_id uuid not null references public.brands (id) on delete cascade,
  project_id uuid references public.projects (id) on delete set null,
  user_id uuid not null references public.users (id) on delete cascade,
  type varchar(50) not null,
  minio_path text not null,
  original_name varchar(255),
  file_size bigint not null,
  mime_type varchar(100),
  checksum text,
  source varchar(50),
  source_metadata jsonb not null default '{}',
  status varchar(50) not null default 'active',
  embedding vector(1536),
  metadata jsonb not null default '{}',
  tags text[] not null default '{}',
  created_at timestamp not null default now(),
  updated_at timestamp not null default now(),
  deleted_at timestamp
);`,
  generated_texts: `create table if not exists public.generated_texts (
  id uuid primary key references public.generated_assets (id) on delete cascade,
  content text not null,
  content_length int,
  text_type varchar(50),
  language varchar(10)
);`,
} as const;

/** Where `brands` has the column. Both tables have to be there. */
export const logoReference = `do $$ begin
  if not exists (select from pg_constraint where conname = 'brands_logo_asset_id_fkey')
     and exists (
       select from information_schema.columns
       where table_schema = 'public' and table_name = 'brands' and column_name = 'logo_asset_id'
     )
  then
    alter table public.brands add constraint brands_logo_asset_id_fkey
      foreign key (logo_asset_id) references public.generated_assets (id) on delete set null;
  end if;
end $$;`;

/** The seven indexes of `generated_assets`, for a table without rows. */
export const assetIndexes = `create index if not exists idx_assets_brand_created on public.generated_assets (brand_id, created_at desc);
create index if not exists idx_assets_project_created on public.generated_assets (project_id, created_at desc)
  where project_id is not null;
create index if not exists idx_assets_type_status on public.generated_assets (type, status);
create index if not exists idx_assets_user_created on public.generated_assets (user_id, created_at desc);
create index if not exists idx_assets_checksum on public.generated_assets (checksum) where checksum is not null;
create index if not exists idx_assets_embedding on public.generated_assets
  using ivfflat (embedding vector_cosine_ops) with (lists = 100);
create index if not exists idx_assets_tags on public.generated_assets using gin (tags);`;

/** What finds an asset by its bytes. */
export const checksumIndex = `create index if not exists idx_assets_checksum on public.generated_assets (checksum) where checksum is not null;`;

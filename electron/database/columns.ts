import type { ColumnType } from 'kysely';

export type Json = ColumnType<unknown, string | null | undefined, string | null>;
/** pgvector, read as `[1,2]` text and written so. */
export type VectorColumn = ColumnType<string | null, string | null, string | null>;
export type CreatedAt = ColumnType<Date, Date | undefined, Date>;
export type Tags = ColumnType<string[] | null, string[] | undefined, string[]>;

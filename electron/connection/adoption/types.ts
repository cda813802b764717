import type { AdoptionPlan, Findings } from '../../../shared/contract/connection.ts';
import type { SharedShape } from '../../database/shape.ts';

/** What an inspection tells about the database; the buckets are inspected by themselves. */
export type DatabaseFindings = Omit<Findings, 'buckets'>;

/** The database's half of the plan. */
export type DatabasePlan = Omit<AdoptionPlan, 'bucketsToCreate' | 'lifecycleToSet'>;

/** What planning has to know beside what a person is told. */
export interface DatabaseState {
  readonly shape: SharedShape;
  /** Whether pgvector is installed in the database, and whether the server has it to install. */
  readonly hasVector: boolean;
  readonly vectorAvailable: boolean;
  /** Whether there is anything in the app's schema. */
  readonly hasSchema: boolean;
  /** Numbers of the app's migrations that were run here. */
  readonly migrations: readonly number[];
  /** Version of the job queue's schema; null where there is none. */
  readonly jobsVersion: number | null;
  readonly queues: readonly string[];
  /** Triggers of shared tables, as `table.name`. */
  readonly triggers: readonly string[];
  /** Whether an index serves looking up assets by checksum, whatever its name. */
  readonly checksumIndexed: boolean;
  /** Group roles of the app that the server has. */
  readonly groups: readonly string[];
  readonly isUtf8: boolean;
  readonly isReadOnly: boolean;
  /** What the role may do. */
  readonly rights: {
    readonly createExtension: boolean;
    readonly createSchema: boolean;
    readonly createInPublic: boolean;
    /** Shared tables that the role may alter. */
    readonly owns: readonly string[];
    /** Shared tables that the role may put triggers on. */
    readonly triggers: readonly string[];
    /** Whether the app's schemas are the role's own, so that it may change them. */
    readonly ownsSchemas: boolean;
  };
}

export interface Inspection {
  readonly findings: DatabaseFindings;
  readonly state: DatabaseState;
}

/** How far a database is from what this version of the app works on. */
export type Adoption =
  | { readonly state: 'ready' }
  /** Another program's, or nobody's: nothing of the app is there. */
  | { readonly state: 'missing' }
  /** Tables of another program bear the shared names. */
  | { readonly state: 'foreign' }
  /** The app has been here, and something that this version needs is not: steps of a newer version, a dropped table. */
  | { readonly state: 'incomplete'; readonly version: number; readonly needed: number }
  /** A later version of the app has been here. */
  | { readonly state: 'newer'; readonly version: number; readonly known: number };

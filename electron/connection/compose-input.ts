import type { DatabaseEngine } from '../database/engines/engine.ts';
import type { Publish } from '../ipc/publish.ts';
import type { MediaClient } from '../media/client.ts';
import type { SettingsStore } from '../settings/settings.ts';
import type { ObjectStore } from '../storage/port.ts';
import type { WatchHost } from '../watch/watch-folders.ts';
import type { EmbeddingPorts } from './embedding-ports.ts';
import type { PartProbe } from './health/monitor.ts';
import type { Team } from './team.ts';

/** What a library is put together over: which database and store these are is known outside only. */
export interface ComposeInput {
  readonly engine: DatabaseEngine;
  readonly store: ObjectStore;
  readonly media: MediaClient;
  readonly settings: SettingsStore;
  readonly publish: Publish;
  /** The row of `users` that this person's uploads carry; null for one who may only look. */
  readonly userId: string | null;
  /** No other desktop has this library open, so jobs that were being worked on are nobody's. */
  readonly alone: boolean;
  /** Where the library is on servers: this desktop among the others. Left out for a library on this computer. */
  readonly team?: Team;
  /** Parts of the library whose health is watched. */
  readonly probes?: readonly PartProbe[];
  readonly folders: {
    readonly spool: string;
    readonly resources: string;
    /** Where the files of downloaded models are; left out where there are none. */
    readonly clipModels?: string;
  };
  /** What the embedder takes of a profile; left out for a library on this computer. */
  readonly embedding?: EmbeddingPorts;
  readonly firstBrandName: () => string;
  /** Of the desktop, for watched folders; left out where there is none. */
  readonly watch?: WatchHost;
  /** What a server's autovacuum does, for an engine that has none; null where there is nothing to do. */
  readonly maintain: (() => Promise<void>) | null;
  /** Bytes free where the objects are; null where it can't be known. */
  readonly freeBytes: () => Promise<number | null>;
}

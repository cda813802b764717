import type {
  DatabaseAddress,
  EmbeddingChoice,
  Environment,
  StorageAddress,
} from '@shared/domain/servers.ts';

/** What the keys of a profile open. Clear text: never logged, never sent to the window, never put into an error. */
export interface TargetSecrets {
  readonly databasePassword: string | null;
  readonly secretKey: string | null;
  readonly embeddingKey: string | null;
}

/** A profile together with its secrets: everything it takes to reach its servers. Lives in the main process and in the terminal only. */
export interface ServerTarget {
  readonly name: string;
  readonly environment: Environment;
  readonly database: DatabaseAddress;
  readonly storage: StorageAddress;
  /** Null: what the library already uses, or the built-in embedder. */
  readonly embedding: EmbeddingChoice | null;
  /** SHA-256 fingerprints of certificates trusted besides the system's. */
  readonly trustedCertificates: readonly string[];
  /** The person agreed to plain connections to addresses that are neither loopback nor in a tailnet. */
  readonly plainConnectionsAllowed: boolean;
  readonly person: { readonly email: string; readonly name: string } | null;
  readonly secrets: TargetSecrets;
}

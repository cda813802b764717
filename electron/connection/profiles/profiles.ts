import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerPart } from '@shared/contract/connection.ts';
import {
  type EmbeddingChoice,
  type Profile,
  type ProfileDraft,
  type ProfileId,
  profileIdSchema,
  storedSecretsApply,
} from '@shared/domain/servers.ts';
import { AppError } from '../../errors.ts';
import { log } from '../../log.ts';
import type { ServerTarget, TargetSecrets } from '../target.ts';
import { thisPerson } from './person.ts';
import { type KeptProfile, readProfiles, writeProfiles } from './profile-file.ts';
import type { SecretBox } from './secret-box.ts';
import { SecretStore } from './secrets.ts';

const allParts: readonly ServerPart[] = ['database', 'storage', 'embedding'];
const secretNames = {
  database: 'databasePassword',
  storage: 'secretKey',
  embedding: 'embeddingKey',
} as const satisfies Record<ServerPart, keyof TargetSecrets>;
const noSecrets: TargetSecrets = { databasePassword: null, secretKey: null, embeddingKey: null };

const sameName = (a: string, b: string): boolean =>
  a.normalize('NFKC').toLowerCase() === b.normalize('NFKC').toLowerCase();

/** The profiles of this computer, in `profiles.json` of a folder; their secrets beside it or in memory. */
export class Profiles {
  readonly #folder: string;
  readonly #secrets: SecretStore;
  readonly #onChange: () => void;
  #profiles: readonly KeptProfile[];
  /** Changes run one after another. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(
    folder: string,
    secrets: SecretStore,
    profiles: readonly KeptProfile[],
    onChange: () => void,
  ) {
    this.#folder = folder;
    this.#secrets = secrets;
    this.#profiles = profiles;
    this.#onChange = onChange;
  }

  /** @param folder exists already */
  static async open(folder: string, box: SecretBox, onChange: () => void = () => {}): Promise<Profiles> {
    const [profiles, secrets] = await Promise.all([readProfiles(folder), SecretStore.open(folder, box)]);
    return new Profiles(folder, secrets, profiles, onChange);
  }

  /** How secrets are kept. May ask the system's key store, which a start without servers need not wait for. */
  get secretsKept(): 'encrypted' | 'session-only' {
    return this.#secrets.kind;
  }

  /** By name. */
  list(): Profile[] {
    return this.#profiles
      .map((profile) => this.#shown(profile))
      .sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
  }

  /** Name and addresses of a profile without asking the key store; null when there is none. */
  find(id: ProfileId): KeptProfile | null {
    return this.#profiles.find((profile) => profile.id === id) ?? null;
  }

  /** Errors: `not_found`. */
  get(id: ProfileId): Profile {
    return this.#shown(this.#kept(id));
  }

  #kept(id: ProfileId): KeptProfile {
    const found = this.find(id);
    if (found === null) throw new AppError('not_found', 'No such profile');
    return found;
  }

  #shown(profile: KeptProfile): Profile {
    const { secretsNeeded: _, ...shown } = profile;
    return { ...shown, stored: this.#secrets.stored(profile.id) };
  }

  /** A profile with its secrets. Errors: `not_found`, `secret_missing` (`details.part`). */
  target(id: ProfileId): ServerTarget {
    const profile = this.#kept(id);
    const secrets = this.#secrets.get(id);
    const missing = [
      ...(profile.secretsNeeded.databasePassword && secrets.databasePassword === null ? ['database'] : []),
      ...(secrets.secretKey === null ? ['storage'] : []),
    ];
    if (missing[0] !== undefined) {
      throw new AppError('secret_missing', 'A secret has to be typed again', { part: missing[0] });
    }
    return targetOf(profile, profile.person, secrets);
  }

  /**
   * What a form says, with stored secrets where it names a profile and leaves them out.
   *
   * @param parts what is to be reached; the secrets of others are left out
   * @throws AppError `not_found`; `secret_missing` (`details.part`) where a stored one must not go to a changed address
   */
  resolve(draft: ProfileDraft, parts: readonly ServerPart[] = allParts): ServerTarget {
    for (const secret of Object.values(draft.secrets)) log.hide(secret, 'recent');
    const secrets = this.#merge(draft, parts);
    return targetOf(draft, draft.person, {
      databasePassword: secrets.databasePassword || null,
      secretKey: secrets.secretKey || null,
      embeddingKey: secrets.embeddingKey || null,
    });
  }

  #merge(draft: ProfileDraft, parts: readonly ServerPart[] = allParts): TargetSecrets {
    const before = draft.id === null ? null : this.#kept(draft.id);
    const applies = before === null ? null : storedSecretsApply(before, draft);
    const stored = draft.id === null ? noSecrets : this.#secrets.get(draft.id);
    const secretOf = (part: ServerPart): string | null => {
      const name = secretNames[part];
      if (!parts.includes(part)) return null;
      if (draft.secrets[name] !== null || stored[name] === null) return draft.secrets[name];
      const moved =
        (part === 'database' && applies?.databasePassword === false) ||
        (part === 'embedding' && applies?.embeddingKey === false);
      if (moved) throw new AppError('secret_missing', 'The secret was for another address', { part });
      return stored[name];
    };
    return {
      databasePassword: secretOf('database'),
      secretKey: secretOf('storage'),
      embeddingKey: secretOf('embedding'),
    };
  }

  /** Keeps a new profile or changes one. Errors: `name_taken`, `not_found`, `secret_missing`. */
  save(draft: ProfileDraft): Promise<Profile> {
    return this.#inTurn(async () => {
      const before = draft.id === null ? null : this.#kept(draft.id);
      const taken = this.#profiles.some(({ id, name }) => id !== draft.id && sameName(name, draft.name));
      if (taken) throw new AppError('name_taken', 'Another profile has this name', { name: draft.name });
      // Refuses to keep a secret for an address that it was not typed for.
      this.#merge(draft);
      const { id: _, secrets, person, ...fields } = draft;
      const profile: KeptProfile = {
        ...fields,
        id: before?.id ?? profileIdSchema.parse(randomUUID()),
        person: person ?? before?.person ?? thisPerson(),
        lastOpenedAt: before?.lastOpenedAt ?? null,
        secretsNeeded: {
          databasePassword:
            secrets.databasePassword === null
              ? (before?.secretsNeeded.databasePassword ?? false)
              : secrets.databasePassword !== '',
        },
      };
      // The secrets first: a profile never points to some that were not kept.
      await this.#secrets.set(profile.id, secrets);
      const others = this.#profiles.filter(({ id }) => id !== profile.id);
      await this.#write([...others, profile]);
      return this.#shown(profile);
    });
  }

  /**
   * Notes the endpoint that was chosen in a profile's library, with the key that was typed for it. Choices without an
   * endpoint need no key and are the library's alone. Errors: `not_found`.
   */
  keepEmbedding(id: ProfileId, embedding: EmbeddingChoice, key: string | null): Promise<void> {
    return this.#inTurn(async () => {
      const profile = this.#kept(id);
      if (embedding.kind !== 'endpoint') return;
      await this.#secrets.set(id, { databasePassword: null, secretKey: null, embeddingKey: key ?? '' });
      const others = this.#profiles.filter((other) => other.id !== id);
      await this.#write([...others, { ...profile, embedding }]);
    });
  }

  /** Forgets it, its secrets, and what was still to be sent to it. Errors: `not_found`. */
  remove(id: ProfileId): Promise<void> {
    return this.#inTurn(async () => {
      this.#kept(id);
      await this.#write(this.#profiles.filter((profile) => profile.id !== id));
      await rm(join(this.#folder, id), { recursive: true, force: true });
    });
  }

  /** Notes that a profile was opened now. */
  opened(id: ProfileId): Promise<void> {
    return this.#inTurn(async () => {
      const lastOpenedAt = new Date().toISOString();
      await this.#write(
        this.#profiles.map((profile) => (profile.id === id ? { ...profile, lastOpenedAt } : profile)),
      );
    });
  }

  async #write(profiles: readonly KeptProfile[]): Promise<void> {
    await writeProfiles(this.#folder, profiles);
    this.#profiles = profiles;
    await this.#secrets.keepOnly(profiles.map(({ id }) => id));
    this.#onChange();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

function targetOf(
  fields: Omit<ServerTarget, 'person' | 'secrets'>,
  person: ServerTarget['person'],
  secrets: TargetSecrets,
): ServerTarget {
  const { name, environment, database, storage, embedding, trustedCertificates, plainConnectionsAllowed } =
    fields;
  return {
    name,
    environment,
    database,
    storage,
    embedding,
    trustedCertificates,
    plainConnectionsAllowed,
    person,
    secrets,
  };
}

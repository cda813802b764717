import { join } from 'node:path';
import type { Profile, ProfileId, ProfileSecrets } from '@shared/domain/servers.ts';
import { z } from 'zod';
import { log } from '../../log.ts';
import { readJson, writeJson } from '../../settings/json-file.ts';
import type { TargetSecrets } from '../target.ts';
import type { SecretBox } from './secret-box.ts';

const names = ['databasePassword', 'secretKey', 'embeddingKey'] as const;

const base64 = z.string().max(8192);
const fileSchema = z.strictObject({
  version: z.literal(1),
  /** By profile; each secret encrypted for itself, in base64. */
  profiles: z.record(
    z.string(),
    z.strictObject({
      databasePassword: base64.optional(),
      secretKey: base64.optional(),
      embeddingKey: base64.optional(),
    }),
  ),
});
type Sealed = z.infer<typeof fileSchema>['profiles'];

/**
 * Secrets by profile: encrypted in `secrets.json` where the system has a key store, else in memory until the app
 * ends. What can't be decrypted counts as not there, and stays in the file until it is typed again.
 */
export class SecretStore {
  readonly #file: string;
  readonly #box: SecretBox;
  /** Decrypted or typed; whichever came last. */
  readonly #open = new Map<ProfileId, Partial<TargetSecrets>>();
  #sealed: Sealed;

  private constructor(file: string, box: SecretBox, sealed: Sealed) {
    this.#file = file;
    this.#box = box;
    this.#sealed = sealed;
  }

  static async open(folder: string, box: SecretBox): Promise<SecretStore> {
    const file = join(folder, 'secrets.json');
    return new SecretStore(file, box, (await readJson(file, fileSchema))?.profiles ?? {});
  }

  get kind(): 'encrypted' | 'session-only' {
    return this.#box.kind();
  }

  /** Which secrets `get` would most likely give, without decrypting any. */
  stored(id: ProfileId): Profile['stored'] {
    const held = this.#open.get(id);
    const sealed = this.kind === 'encrypted' ? this.#sealed[id] : undefined;
    const has = (name: (typeof names)[number]) =>
      held?.[name] !== undefined ? held[name] !== null : sealed?.[name] !== undefined;
    return {
      databasePassword: has('databasePassword'),
      secretKey: has('secretKey'),
      embeddingKey: has('embeddingKey'),
    };
  }

  /** Null where there is none, or none that can be decrypted. */
  get(id: ProfileId): TargetSecrets {
    const held = this.#open.get(id) ?? {};
    const found = {
      databasePassword: held.databasePassword ?? this.#unseal(id, 'databasePassword', held),
      secretKey: held.secretKey ?? this.#unseal(id, 'secretKey', held),
      embeddingKey: held.embeddingKey ?? this.#unseal(id, 'embeddingKey', held),
    };
    for (const name of names) log.hide(found[name]);
    return found;
  }

  #unseal(id: ProfileId, name: (typeof names)[number], held: Partial<TargetSecrets>): string | null {
    const sealed = this.#sealed[id]?.[name];
    if (held[name] === null || sealed === undefined || this.kind !== 'encrypted') return null;
    try {
      const secret = this.#box.decrypt(Buffer.from(sealed, 'base64'));
      this.#open.set(id, { ...this.#open.get(id), [name]: secret });
      return secret;
    } catch {
      log.warn('a stored secret could not be decrypted', { name });
      // Asked for again; the key store may also be back at the next start.
      this.#open.set(id, { ...this.#open.get(id), [name]: null });
      return null;
    }
  }

  /** Keeps what is given: null leaves a secret as it is, the empty text removes it. */
  async set(id: ProfileId, secrets: ProfileSecrets): Promise<void> {
    const held: Partial<Record<(typeof names)[number], string | null>> = { ...this.#open.get(id) };
    const sealed = { ...this.#sealed[id] };
    for (const name of names) {
      const secret = secrets[name];
      if (secret === null) continue;
      log.hide(secret);
      held[name] = secret === '' ? null : secret;
      // What was sealed before is out of date in any case.
      delete sealed[name];
      if (secret !== '' && this.kind === 'encrypted') {
        sealed[name] = Buffer.from(this.#box.encrypt(secret)).toString('base64');
      }
    }
    await this.#write({ ...this.#sealed, [id]: sealed });
    this.#open.set(id, held);
  }

  /** Forgets every profile but these. */
  async keepOnly(ids: readonly ProfileId[]): Promise<void> {
    for (const id of this.#open.keys()) if (!ids.includes(id)) this.#open.delete(id);
    const left = Object.entries(this.#sealed).filter(([id]) => ids.some((other) => other === id));
    if (left.length !== Object.keys(this.#sealed).length) await this.#write(Object.fromEntries(left));
  }

  async #write(profiles: Sealed): Promise<void> {
    const used = Object.entries(profiles).filter(([, sealed]) => Object.keys(sealed).length > 0);
    const next = Object.fromEntries(used);
    if (JSON.stringify(next) === JSON.stringify(this.#sealed)) return;
    await writeJson(this.#file, { version: 1, profiles: next });
    this.#sealed = next;
  }
}

import type { SafeStorage } from 'electron';

/** Encrypts with a key that the operating system keeps for this account. */
export interface SecretBox {
  /** `session-only`: there is no key store, so nothing may be written down. Asked when it is first needed. */
  kind(): 'encrypted' | 'session-only';
  encrypt(text: string): Uint8Array;
  /** Rejects by throwing: another account, a replaced key store, damaged bytes. */
  decrypt(bytes: Uint8Array): string;
}

/**
 * The system's key store. On Linux Chromium falls back to a fixed password (`basic_text`) without one: that hides
 * nothing, so it counts as none.
 */
export function systemSecretBox(
  storage: SafeStorage,
  platform: NodeJS.Platform = process.platform,
): SecretBox {
  let kind: 'encrypted' | 'session-only' | null = null;
  return {
    kind() {
      if (kind === null) {
        const keyed =
          storage.isEncryptionAvailable() &&
          (platform !== 'linux' || !['basic_text', 'unknown'].includes(storage.getSelectedStorageBackend()));
        kind = keyed ? 'encrypted' : 'session-only';
      }
      return kind;
    },
    encrypt: (text) => storage.encryptString(text),
    decrypt: (bytes) => storage.decryptString(Buffer.from(bytes)),
  };
}

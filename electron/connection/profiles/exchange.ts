import { readFile, stat } from 'node:fs/promises';
import { type Profile, type ProfileDraft, profileDraftSchema } from '@shared/domain/servers.ts';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { AppError } from '../../errors.ts';

export const exportSuffix = '.sparklio-profile.json';
const limitBytes = 64 * 1024;

const { name, environment, database, storage, embedding, trustedCertificates } = profileDraftSchema.shape;
const fileSchema = z.strictObject({
  format: z.literal('sparklio-profile'),
  version: z.literal(1),
  profile: z.strictObject({ name, environment, database, storage, embedding, trustedCertificates }),
});

/** A profile for another computer: without secrets, without the person, and without what the person agreed to. */
export function exportedProfile(profile: Profile): z.infer<typeof fileSchema> {
  const { name, environment, database, storage, embedding, trustedCertificates } = profile;
  return {
    format: 'sparklio-profile',
    version: 1,
    profile: { name, environment, database, storage, embedding, trustedCertificates },
  };
}

/** A file name that every system takes. */
export function exportName(profileName: string): string {
  const safe = profileName
    .normalize('NFC')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is to be replaced
    .replace(/[\u0000-\u001f<>:"/\\|?*\u007f]/g, '-')
    .replace(/^[.\s]+|[.\s]+$/g, '')
    .slice(0, 80);
  return `${safe || 'profile'}${exportSuffix}`;
}

/** Errors: `permission_denied`, `disk_full`. */
export async function writeExport(path: string, profile: Profile): Promise<void> {
  try {
    await writeFileAtomic(path, `${JSON.stringify(exportedProfile(profile), null, 2)}\n`);
  } catch (error) {
    const full = errnoOf(error) === 'ENOSPC' || errnoOf(error) === 'EDQUOT';
    throw new AppError(
      full ? 'disk_full' : 'permission_denied',
      'The profile was not written',
      {},
      true,
      error,
    );
  }
}

/** A file that anybody may have written, as a draft. Errors: `file_unreadable`, `corrupt`. */
export async function readExport(path: string): Promise<ProfileDraft> {
  let text: string;
  try {
    const found = await stat(path);
    if (!found.isFile() || found.size > limitBytes) throw new AppError('corrupt', 'Not an exported profile');
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('file_unreadable', 'The file could not be read', {}, true, error);
  }
  const parsed = fileSchema.safeParse(parseJson(text.replace(/^\uFEFF/, '')));
  if (!parsed.success) throw new AppError('corrupt', 'Not an exported profile');
  return {
    id: null,
    ...parsed.data.profile,
    // Agreed to by each person for themselves.
    plainConnectionsAllowed: false,
    person: null,
    secrets: { databasePassword: null, secretKey: null, embeddingKey: null },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function errnoOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null;
}

import type { ErrorCode } from '../../shared/contract/errors.ts';

const codes: Readonly<Record<string, ErrorCode>> = {
  ENOENT: 'file_missing',
  ENOTDIR: 'file_missing',
  EACCES: 'file_unreadable',
  EPERM: 'file_unreadable',
  EBUSY: 'file_unreadable',
  EIO: 'file_unreadable',
  ELOOP: 'folder_loop',
  ENAMETOOLONG: 'file_unreadable',
  EISDIR: 'not_a_file',
  ENOSPC: 'disk_full',
  EDQUOT: 'disk_full',
};

/** Whether a system error without a path can only be about a file, not about a connection. */
export function isFileError(error: Error): boolean {
  return 'code' in error && typeof error.code === 'string' && error.code in codes;
}

/** What a file-system failure means to the person whose file it is. */
export function fileErrorCode(error: unknown): ErrorCode {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return (typeof code === 'string' ? codes[code] : undefined) ?? 'file_unreadable';
}

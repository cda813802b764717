/**
 * Why the metadata of a file could not be removed. Each is about the file and not about the way there, so that it can still be
 * saved as it is. They are codes of errors.
 */
export const notBareReasons = [
  'unsupported',
  'corrupt',
  'truncated',
  'timeout',
  'media_crashed',
  'image_too_large',
  'password_protected',
  'file_empty',
] as const;
export type NotBareReason = (typeof notBareReasons)[number];

import type { ParseArgsConfig } from 'node:util';

/** Which servers, and what the person agreed to. */
export const targetOptions = {
  env: { type: 'string' },
  'env-file': { type: 'string' },
  'allow-plain': { type: 'boolean', default: false },
  trust: { type: 'string', multiple: true, default: [] },
} as const satisfies ParseArgsConfig['options'];

export const targetHelp = `Options:
  --env FILE          The backend's .env: DATABASE_URL (or POSTGRES_HOST, _PORT, _DB, _USER, _PASSWORD),
                      MINIO_ENDPOINT, MINIO_ACCESS_KEY, MINIO_SECRET_KEY, MINIO_SECURE,
                      MINIO_BUCKET_PREFIX, ENVIRONMENT
  --env-file FILE     The same. Node.js has an option of that name, which npx acts upon first: a file that is
                      not there then ends it with "not found" and exit code 9
  --allow-plain       Agree to unencrypted connections to hosts that are neither this computer nor in a tailnet
  --trust SHA256      Trust a certificate by its fingerprint; may be given several times`;

export const exitHelp = `Exit codes:
  0  everything is ready
  1  a problem was found; it is said which
  2  wrong arguments or an incomplete file
  3  everything works, and something is still to be added`;

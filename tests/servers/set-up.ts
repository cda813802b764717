import { inject } from 'vitest';
import { databaseUrl } from './addresses.ts';

// What tests/support goes by; also in processes that a test starts.
const { postgres, s3 } = inject('servers');
process.env.SPARKLIO_TEST_DATABASE_URL = databaseUrl(postgres, 'postgres');
process.env.SPARKLIO_TEST_S3 = JSON.stringify(s3);

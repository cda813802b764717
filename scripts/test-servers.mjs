// `npm run test:servers [-- FILE…]`: the tests with a real PostgreSQL and real S3 servers behind them.
import { runTask } from './bootstrap/run.mjs';

await runTask('test-servers');

import { runTask } from './bootstrap/run.mjs';

await runTask('start');

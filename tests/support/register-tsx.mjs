// TypeScript for every thread of a test's child process: `--import tsx` would serve the main thread only.
import { register } from 'tsx/esm/api';

register();

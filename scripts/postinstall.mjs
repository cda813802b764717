// After every install: what the installed packages need before the app can run on them.
import { fileURLToPath } from 'node:url';
import { isolateInstalledGlib } from './bootstrap/isolate-glib.mjs';

isolateInstalledGlib(fileURLToPath(new URL('../node_modules', import.meta.url)));

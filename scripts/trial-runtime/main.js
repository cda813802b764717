// The default app of the trial runtime: what Electron's own one does for `electron <options> <app> <arguments>`.
import { existsSync, readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron/main';

const preloads = [];
let appArgument;
const args = process.argv.slice(1);
for (let index = 0; index < args.length && appArgument === undefined; index += 1) {
  const arg = args[index];
  if (arg === '-v' || arg === '--version') printAndExit(`v${process.versions.electron}`);
  else if (arg === '-a' || arg === '--abi') printAndExit(process.versions.modules);
  else if (arg === '-r' || arg === '--require') preloads.push(args[++index]);
  else if (arg.startsWith('--app=')) appArgument = arg.slice('--app='.length);
  else if (!arg.startsWith('-')) appArgument = arg;
}

function printAndExit(text) {
  console.log(text);
  process.exit(0);
}

if (preloads.length > 0) Module._preloadModules(preloads);

if (appArgument === undefined) printAndExit('Usage: electron <path of an app>');
const target = resolve(appArgument);
const manifestPath = join(target, 'package.json');
Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
if (existsSync(manifestPath)) {
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8'));
  if (manifest.version) app.setVersion(manifest.version);
  app.name = manifest.productName ?? manifest.name ?? app.name;
  app.setDesktopName(manifest.desktopName ?? `${app.name}.desktop`);
}
const entry = createRequire(join(target, 'noop.js')).resolve(target);
app.setAppPath(existsSync(manifestPath) ? target : dirname(entry));
await import(pathToFileURL(entry).href);

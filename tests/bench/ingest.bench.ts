// 300 photographs from the drop until the last has its renditions, against sharp making the same two renditions.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../scripts/launcher/paths.ts';
import { contract } from '../../shared/contract/index.ts';
import { dropHeldFiles, holdFiles, invoke, openApp, waitForBatch } from './support/app.ts';
import { median } from './support/figures.ts';
import { withFolder } from './support/folders.ts';
import { photos } from './support/photos.ts';
import { printRow } from './support/table.ts';

// Fewer photographs or rounds for a quick look; 300 and 3 for the record.
const PHOTOS = Number(process.env.SPARKLIO_BENCH_PHOTOS ?? 300);
const AIM = 0.7;
const ROUNDS = Number(process.env.SPARKLIO_BENCH_ROUNDS ?? 3);

/** Seconds from giving the files to the app until it says that nothing is left to do with them. */
async function ingestOnce(paths: readonly string[]): Promise<number> {
  return await withFolder(async (profile) => {
    const app = await openApp(profile);
    try {
      const { createLocal } = contract.library;
      await invoke(app.page, 'library.createLocal', createLocal, { sample: false, firstBrand: 'Bench' });
      await holdFiles(app.page, paths);
      const started = performance.now();
      await dropHeldFiles(app.page);
      const batch = await waitForBatch(app.page);
      const seconds = (performance.now() - started) / 1000;
      if (batch.published !== paths.length)
        throw new Error(`${batch.published} of ${paths.length} were published`);
      const processes = await app.inMain(({ app: electron }) =>
        electron
          .getAppMetrics()
          .map(({ type, name, cpu }) => ({ name: name ?? type, cpu: cpu.cumulativeCPUUsage })),
      );
      console.log(processes.map(({ name, cpu }) => `${name} ${cpu?.toFixed(1)} s`).join(', '));
      return seconds;
    } finally {
      await app.quit();
    }
  });
}

async function sharpOnce(paths: readonly string[]): Promise<number> {
  const tsx = join(projectRoot, 'node_modules', 'tsx', 'dist', 'cli.mjs');
  const script = join(import.meta.dirname, 'support', 'bare-sharp.ts');
  const running = promisify(execFile)(process.execPath, [tsx, script]);
  running.child.stdin?.end(JSON.stringify(paths));
  return Number((await running).stdout) / 1000;
}

const paths = (await photos(300)).slice(0, PHOTOS);
const ours: number[] = [];
const bare: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  bare.push(await sharpOnce(paths));
  ours.push(await ingestOnce(paths));
  console.log(`round ${round + 1}: sharp ${bare.at(-1)?.toFixed(1)} s, app ${ours.at(-1)?.toFixed(1)} s`);
}
// What runs beside the bench slows both; the peer before and after a round stands for it.
bare.push(await sharpOnce(paths));
const ratio = median(ours.map((time, round) => ((bare[round] ?? 0) + (bare[round + 1] ?? 0)) / 2 / time));
printRow({
  what: `Ingest of ${PHOTOS} photos of 12 MP, end to end`,
  measured: `${ratio.toFixed(2)} × (${(PHOTOS / median(ours)).toFixed(1)} photos/s)`,
  against: `≥ ${AIM} × bare sharp (${(PHOTOS / median(bare)).toFixed(1)} photos/s)`,
  met: ratio >= AIM,
});

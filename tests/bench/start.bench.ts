// From starting the program to a window that can be used, with 10,000 assets, against an empty window.
import { join } from 'node:path';
import { projectRoot } from '../../scripts/launcher/paths.ts';
import { median, ms } from './support/figures.ts';
import { withFolder } from './support/folders.ts';
import { seededProfile } from './support/profile.ts';
import { startTime } from './support/start-time.ts';
import { printRow } from './support/table.ts';

const AIM = 2;
const ROUNDS = 7;

const emptyApp = join(import.meta.dirname, 'empty-window');
const profile = await seededProfile({ assets: 10_000, thumbnails: 1000 });

await withFolder(async (library) => {
  await withFolder(async (bare) => {
    const ours: number[] = [];
    const empty: number[] = [];
    // The first of each warms the disk's cache and Chromium's; then in turns, so that both meet the same load.
    for (let round = -1; round < ROUNDS; round += 1) {
      const emptyMs = await startTime(emptyApp, bare);
      const oursMs = await startTime(projectRoot, library);
      if (round < 0) continue;
      ours.push(oursMs);
      empty.push(emptyMs);
    }
    const ratio = median(ours.map((time, round) => time / (empty[round] ?? time)));
    printRow({
      what: 'Start to interactive window, 10,000 assets',
      measured: `${ratio.toFixed(2)} × (${ms(median(ours))})`,
      against: `≤ ${AIM.toFixed(1)} × an empty window (${ms(median(empty))})`,
      met: ratio <= AIM,
    });
  });
}, profile);

// Uploads to MinIO against MinIO's own client on the same server, taking turns: one file of 2 GB, and 500 of 1 MB.
import { spawn } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { BrandId } from '../../shared/domain/ids.ts';
import { goProgram } from '../servers/harness/programs.ts';
import { median } from './support/figures.ts';
import { keptFolder, withFolder } from './support/folders.ts';
import { type BenchServers, openOnServers } from './support/servers.ts';
import { printRow } from './support/table.ts';

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;
const AIM = 0.9;
const ROUNDS = Number(process.env.SPARKLIO_BENCH_ROUNDS ?? 3);

/** Bytes that are no duplicate of what another round sent: the file's beginning is the round's own. */
async function makeFiles(folder: string, count: number, size: number): Promise<void> {
  const chunk = Buffer.alloc(Math.min(size, 16 * MIB));
  for (let n = 0; n < count; n += 1) {
    const file = await open(join(folder, `${n}.bin`), 'w');
    for (let at = 0; at < size; at += chunk.length) await file.write(randomFillSync(chunk));
    await file.close();
  }
}

async function stamp(folder: string, count: number, round: number): Promise<string[]> {
  const paths = Array.from({ length: count }, (_, n) => join(folder, `${n}.bin`));
  for (const [n, path] of paths.entries()) {
    const file = await open(path, 'r+');
    await file.write(`${process.pid} ${round} ${n}`, 0);
    await file.close();
  }
  return paths;
}

/** Seconds until the client has copied a folder. */
async function byClient(mc: string, config: string, folder: string, to: string): Promise<number> {
  const started = performance.now();
  const child = spawn(mc, ['--config-dir', config, '--quiet', 'cp', '--recursive', `${folder}/`, to], {
    stdio: 'ignore',
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`mc ended with ${code}`);
  return (performance.now() - started) / 1000;
}

/** Seconds until everything is stored, verified and in the library, and for how long the event loop stood still at most. */
async function byLibrary(
  { library }: BenchServers,
  paths: string[],
  brandId: BrandId,
): Promise<{ seconds: number; blockedMs: number; processorSeconds: number }> {
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  const before = process.cpuUsage();
  const started = performance.now();
  await library.ingest.addPaths({
    paths,
    target: { brandId, projectId: null, foldersAsProjects: false, tags: [] },
    duplicates: 'keep',
  });
  while (library.board.isBusy()) await delay(10);
  const seconds = (performance.now() - started) / 1000;
  loop.disable();
  const { user, system } = process.cpuUsage(before);
  return { seconds, blockedMs: loop.percentile(99) / 1e6, processorSeconds: (user + system) / 1e6 };
}

const mc = await goProgram('mc');
const cases = [
  { name: '1 × 2 GB', count: 1, size: 2 * GIB },
  { name: '500 × 1 MB', count: 500, size: MIB },
];
await withFolder(async (folder) => {
  const servers = await openOnServers(join(folder, 'desktop'));
  try {
    const { s3 } = servers;
    const config = join(folder, 'mc');
    const alias = { url: `http://${s3.host}:${s3.port}`, accessKey: s3.accessKey, secretKey: s3.secretKey };
    await mkdir(config);
    await writeFile(
      join(config, 'config.json'),
      JSON.stringify({ version: '10', aliases: { bench: { ...alias, api: 'S3v4', path: 'on' } } }),
    );
    const { id } = await servers.library.library.createBrand({ name: 'Bench' });
    for (const { name, count, size } of cases) {
      const files = await keptFolder(`upload-${count}-${size}`, (unfinished) =>
        makeFiles(unfinished, count, size),
      );
      const client: number[] = [];
      const library: number[] = [];
      const blocked: number[] = [];
      const processor: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const paths = await stamp(files, count, round);
        const to = `bench/${s3.bucketPrefix}sparklio-temp/${count}-${round}/`;
        client.push(await byClient(mc, config, files, to));
        const { seconds, blockedMs, processorSeconds } = await byLibrary(servers, paths, id);
        library.push(seconds);
        blocked.push(blockedMs);
        processor.push(processorSeconds);
      }
      const speed = (seconds: number): string => `${((count * size) / MIB / seconds).toFixed(0)} MiB/s`;
      const ratio = median(client) / median(library);
      printRow({
        what: `Upload of ${name} to MinIO: hashed, stored, verified, published`,
        measured: `${speed(median(library))} (${median(library).toFixed(2)} s), ${ratio.toFixed(2)} of mc`,
        against: `mc cp: ${speed(median(client))} (${median(client).toFixed(2)} s); aim ≥ ${AIM}`,
        met: ratio >= AIM,
      });
      printRow({
        what: `The process that sends ${name}`,
        measured: `${median(processor).toFixed(1)} s of processor time, event loop p99 ${median(blocked).toFixed(1)} ms late`,
        against: 'the window is drawn by another process',
        met: null,
      });
    }
  } finally {
    await servers.close();
  }
});
process.exit(0);

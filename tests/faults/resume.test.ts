import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { planParts } from '../../electron/ingest/parts.ts';
import { brandIdSchema } from '../../shared/domain/ids.ts';
import { emptyPlace } from '../servers/library/desk.ts';
import { byLines } from '../servers/target-of.ts';
import { noise } from '../support/drop-files.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { Died, LibraryProcess } from './library-process.ts';
import { buildPrograms } from './programs.ts';

const megabytes = process.env.SPARKLIO_LONG === '1' ? 1000 : 100;
const size = megabytes * 1_000_000;

/** A file of so many bytes, no two blocks of which are alike. Gives its SHA-256. */
async function writeLarge(path: string): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path, 'w');
  for (let block = 0; block < megabytes; block += 1) {
    const bytes = noise(1_000_000, block * 2 + 1);
    hash.update(bytes);
    await file.write(bytes);
  }
  await file.close();
  return hash.digest('hex');
}

it(`an upload of ${megabytes} MB that was killed at 60 % goes on with what is missing`, {
  timeout: 600_000,
}, async () => {
  const [place, programs] = [await emptyPlace(), await buildPrograms()];
  const line = await startTcpProxy(place.s3);
  onTestFinished(async () => {
    await line.close();
    await programs.remove();
    await place.close();
  });
  const target = byLines(place.target(), { storage: line });
  const library = { kind: 'servers' as const, target, desktopId: randomUUID(), folder: place.folder };
  const dropped = join(place.folder, 'large');
  await mkdir(dropped);
  const sha256 = await writeLarge(join(dropped, 'large.bin'));

  const first = new LibraryProcess(programs);
  onTestFinished(() => first.kill());
  await first.ask({ do: 'open', place: library });
  const brandId = brandIdSchema.parse(await first.ask({ do: 'brand', name: 'Large' }));
  const occurrence = Math.ceil(planParts(size).length * 0.6);
  await first.ask({ do: 'die', step: 'ingest.partSent', occurrence, scope: 'all' });
  const ended = (async () => {
    await first.ask({ do: 'drop', paths: [dropped], brandId });
    await first.ask({ do: 'settle' });
  })();
  await expect(ended).rejects.toThrow(Died);
  const before = line.bytesUp;
  expect(before).toBeGreaterThan(size * 0.55);

  const second = new LibraryProcess(programs);
  onTestFinished(() => second.kill());
  await second.ask({ do: 'open', place: library });
  const { failed } = z.object({ failed: z.array(z.string()) }).parse(await second.ask({ do: 'settle' }));
  expect(failed).toEqual([]);
  const again = (line.bytesUp - before) / size;
  console.log(`resume of ${megabytes} MB killed at 60 %: ${(again * 100).toFixed(1)} % sent again`);
  expect(again).toBeLessThanOrEqual(0.45);
  const rows = await place.run('select checksum from public.generated_assets where brand_id = $1', [brandId]);
  expect(rows).toEqual([{ checksum: sha256 }]);
});

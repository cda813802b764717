import type { ReadyAsset } from './write-assets.ts';

/** Assets of one transaction. */
const groupSize = 50;

interface Waiting {
  readonly asset: ReadyAsset;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Assets that are ready at the same time share a transaction; when it fails each is tried by itself. */
export function createWriter(commit: (ready: readonly ReadyAsset[]) => Promise<void>) {
  let waiting: Waiting[] = [];
  let running = false;

  async function settle(group: readonly Waiting[]): Promise<void> {
    try {
      await commit(group.map(({ asset }) => asset));
      for (const { resolve } of group) resolve();
    } catch (error) {
      const [only] = group;
      if (group.length === 1) only?.reject(error);
      else for (const one of group) await settle([one]);
    }
  }

  async function run(): Promise<void> {
    running = true;
    while (waiting.length > 0) await settle(waiting.splice(0, groupSize));
    running = false;
  }

  return (asset: ReadyAsset): Promise<void> =>
    new Promise((resolve, reject) => {
      waiting = [...waiting, { asset, resolve, reject }];
      if (!running) void run();
    });
}

import { createHash } from 'node:crypto';
import { appendFileSync, rmSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hashFile } from './hash.ts';
import { fileWith, temporaryFolder } from './testing/fixtures.ts';

const never = new AbortController().signal;

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (!done) action();
    done = true;
  };
}

describe('hashing a file', () => {
  it('gives the SHA-256 and size of a file of several chunks, and reports every byte', async () => {
    const bytes = Buffer.alloc(3_500_000, 'sparklio');
    const path = await fileWith('겨울 🎿 "캠페인".bin', bytes);
    const seen: number[] = [];
    const result = await hashFile(path, never, (done) => seen.push(done));
    expect(result.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(result.size).toBe(3_500_000);
    expect(seen.at(-1)).toBe(3_500_000);
  });

  it('says that a missing file is missing', async () => {
    const path = join(await temporaryFolder(), 'gone.png');
    await expect(hashFile(path, never)).rejects.toMatchObject({ code: 'file_missing', retry: false });
  });

  it('refuses a folder', async () => {
    const path = join(await temporaryFolder(), 'folder.png');
    await mkdir(path);
    await expect(hashFile(path, never)).rejects.toMatchObject({ code: 'not_a_file' });
  });

  it('gives up on a link that leads to itself', async () => {
    const path = join(await temporaryFolder(), 'loop.png');
    await symlink(path, path);
    await expect(hashFile(path, never)).rejects.toMatchObject({ code: 'file_unreadable' });
  });

  it('notices a file that grows while it is read', async () => {
    const path = await fileWith('growing.bin', Buffer.alloc(3_000_000));
    const hashing = hashFile(
      path,
      never,
      once(() => appendFileSync(path, 'more')),
    );
    await expect(hashing).rejects.toMatchObject({ code: 'file_changed', retry: true });
  });

  it('notices a file that vanishes while it is read', async () => {
    const path = await fileWith('vanishing.bin', Buffer.alloc(3_000_000));
    const hashing = hashFile(
      path,
      never,
      once(() => rmSync(path)),
    );
    await expect(hashing).rejects.toMatchObject({ code: 'file_missing' });
  });

  it('stops when it is cancelled', async () => {
    const path = await fileWith('large.bin', Buffer.alloc(3_000_000));
    const controller = new AbortController();
    const hashing = hashFile(path, controller.signal, () => controller.abort());
    await expect(hashing).rejects.toMatchObject({ code: 'cancelled' });
  });
});

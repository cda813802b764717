import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { decoded, ffmpeg, fileWith, render, temporaryFolder } from '../testing/fixtures.ts';
import { posterTime } from './video.ts';

/** Black for a second, then red: tells whether the poster is the first frame. */
async function clip(name: string, ...options: string[]): Promise<string> {
  const path = join(await temporaryFolder(), name);
  const source = [
    'color=black:s=320x180:d=0.8:r=10[a]',
    'color=red:s=320x180:d=5.2:r=10[b]',
    '[a][b]concat=n=2:v=1',
  ];
  await ffmpeg('-f', 'lavfi', '-i', source.join(';'), '-pix_fmt', 'yuv420p', ...options, path);
  return path;
}

describe('videos', () => {
  it.each([
    ['clip.mp4', 'video/mp4'],
    ['clip.mov', 'video/quicktime'],
    ['clip.webm', 'video/webm'],
  ])('like %s give duration, size and a poster that is not the black start', async (name, mime) => {
    const fast = name.endsWith('webm')
      ? ['-c:v', 'libvpx', '-deadline', 'realtime']
      : ['-preset', 'ultrafast'];
    const output = await render(await clip(name, ...fast));
    expect(output).toMatchObject({ type: 'video', mime, width: 320, height: 180 });
    expect(output.durationMs).toBeGreaterThan(5_800);
    expect(output.durationMs).toBeLessThan(6_300);
    expect(output.metadata).toMatchObject({ frameRate: 10 });
    const [red = 0, green = 255] = (await decoded(output, 'preview')).at(0.5, 0.5);
    expect(red).toBeGreaterThan(200);
    expect(green).toBeLessThan(50);
  });

  it('filmed upright are shown upright', async () => {
    const flat = await clip('flat.mp4', '-preset', 'ultrafast');
    const path = join(await temporaryFolder(), 'upright.mp4');
    await ffmpeg('-i', flat, '-c', 'copy', '-metadata:s:v:0', 'rotate=90', path);
    const output = await render(path);
    expect(output).toMatchObject({ width: 180, height: 320 });
    expect(output.renditions[1]).toMatchObject({ width: 180, height: 320 });
  });

  it('in a container with only sound are sound', async () => {
    const path = join(await temporaryFolder(), 'voice.webm');
    await ffmpeg('-f', 'lavfi', '-i', 'sine=d=2', '-c:a', 'libopus', path);
    const output = await render(path);
    expect(output).toMatchObject({ type: 'audio', metadata: { waveform: expect.any(Array) } });
    expect(output.durationMs).toBeGreaterThan(1_800);
  });

  it('that end early are corrupt, or shown as far as they go', async () => {
    const whole = await readFile(await clip('whole.mp4', '-preset', 'ultrafast'));
    const output = await render(await fileWith('cut.mp4', whole.subarray(0, Math.floor(whole.length / 2))));
    // The index of an MP4 is at its end: without it nothing can be found.
    expect(output).toMatchObject({ type: 'video', renditions: [], problem: { code: 'corrupt' } });
    expect(output.problem?.detail).not.toContain('sparklio-test');
  });

  it('that are playlists of other files in disguise are not followed', async () => {
    const clean = await clip('private.mp4', '-preset', 'ultrafast');
    const folder = await temporaryFolder();
    const ftyp = Buffer.from('000000186674797069736f6d0000020069736f6d6d703432', 'hex');
    const lists = {
      'list.mp4': `#EXTM3U\n#EXTINF:6,\n${pathToFileURL(clean).href}\n#EXT-X-ENDLIST\n`,
      'concat.mp4': `ffconcat version 1.0\nfile '${clean}'\n`,
    };
    for (const [name, content] of Object.entries(lists)) {
      const path = join(folder, name);
      await writeFile(path, Buffer.concat([ftyp, Buffer.from(content)]));
      expect((await render(path)).renditions, name).toEqual([]);
      await writeFile(path, content);
      expect((await render(path)).renditions, name).toEqual([]);
    }
  });
});

describe('the time of the poster', () => {
  it.each([
    [60, 6],
    [6, 1],
    [1, 0.5],
    [0, 0],
    [undefined, 1],
  ])('of a video of %s s is %s s', (duration, time) => {
    expect(posterTime(duration)).toBe(time);
  });
});

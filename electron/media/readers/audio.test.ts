import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decoded, ffmpeg, fileWith, render, solid, temporaryFolder } from '../testing/fixtures.ts';

describe('sound', () => {
  it('gives its duration and tags, and its cover as the picture', async () => {
    const folder = await temporaryFolder();
    const cover = join(folder, 'cover.png');
    await solid(300, 300, '#00aa55').png().toFile(cover);
    const path = join(folder, 'jingle.mp3');
    const tags = [
      '-metadata',
      'title=겨울 로고송',
      '-metadata',
      'artist=Sparklio',
      '-metadata',
      'album=Jingles',
    ];
    await ffmpeg(
      ...['-f', 'lavfi', '-i', 'sine=d=3', '-i', cover, '-map', '0:a', '-map', '1:v', '-c:v', 'copy'],
      ...['-id3v2_version', '3', ...tags, path],
    );
    const output = await render(path);
    expect(output).toMatchObject({
      type: 'audio',
      mime: 'audio/mpeg',
      metadata: { title: '겨울 로고송', artist: 'Sparklio', album: 'Jingles' },
    });
    expect(output.durationMs).toBeGreaterThan(2_900);
    expect(output.durationMs).toBeLessThan(3_200);
    const [red = 255, green = 0] = (await decoded(output, 'preview')).at(0.5, 0.5);
    expect(green - red).toBeGreaterThan(130);
  });

  it.each(['wav', 'ogg', 'flac', 'm4a'])('in %s gives its duration and needs no cover', async (ext) => {
    const path = join(await temporaryFolder(), `tone.${ext}`);
    await ffmpeg('-f', 'lavfi', '-i', 'sine=d=2', path);
    const output = await render(path);
    expect(output).toMatchObject({ type: 'audio', renditions: [] });
    expect(output.durationMs).toBeGreaterThan(1_900);
    expect(output.durationMs).toBeLessThan(2_200);
    expect(output.problem).toBeUndefined();
  });

  it('that is noise behind a header does not fail the request', async () => {
    const noise = Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE'), Buffer.alloc(500, 7)]);
    const output = await render(await fileWith('noise.wav', noise));
    expect(output).toMatchObject({ type: 'audio', renditions: [] });
  });
});

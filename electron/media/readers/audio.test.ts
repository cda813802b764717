import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { expectSurvival } from '../testing/damage.ts';
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
    expect(output.metadata).toMatchObject({ cover: true });
    expect(output.metadata?.waveform).toHaveLength(200);
  });

  it.each(['wav', 'ogg', 'flac', 'm4a'])(
    'in %s gives its duration, and a waveform as the picture',
    async (ext) => {
      const path = join(await temporaryFolder(), `tone.${ext}`);
      await ffmpeg('-f', 'lavfi', '-i', 'sine=d=2', path);
      const output = await render(path);
      expect(output).toMatchObject({
        type: 'audio',
        renditions: [{ width: 480 }, { width: 1080, height: 1080 }],
      });
      expect(output.dominantColors).toBeUndefined();
      expect(output.metadata?.cover).toBeUndefined();
      expect(output.durationMs).toBeGreaterThan(1_900);
      expect(output.durationMs).toBeLessThan(2_200);
      expect(output.problem).toBeUndefined();
    },
  );

  it('shows where it is loud', async () => {
    const path = join(await temporaryFolder(), 'crescendo.wav');
    await ffmpeg('-f', 'lavfi', '-i', 'aevalsrc=if(lt(t\\,1)\\,0.05\\,0.8)*sin(2000*t):d=2:s=44100', path);
    const output = await render(path);
    const { waveform = [] } = output.metadata ?? {};
    expect(Math.max(...waveform)).toBe(100);
    expect(Math.max(...waveform.slice(0, 95))).toBeLessThan(15);
    expect(Math.min(...waveform.slice(105, 195))).toBeGreaterThan(85);
    const alpha = await sharp(output.renditions[1]?.data).extractChannel(3).raw().toBuffer();
    const inked = (from: number): number => {
      let ink = 0;
      for (let y = 0; y < 1080; y++) {
        for (let x = from; x < from + 540; x++) if ((alpha[y * 1080 + x] ?? 0) > 128) ink++;
      }
      return ink;
    };
    expect(inked(540)).toBeGreaterThan(inked(0) * 4);
  });

  it('that is silent is flat', async () => {
    const path = join(await temporaryFolder(), 'silence.wav');
    await ffmpeg('-f', 'lavfi', '-i', 'anullsrc=r=8000:cl=mono', '-t', '1', path);
    expect(new Set((await render(path)).metadata?.waveform)).toEqual(new Set([0]));
  });

  it('that is damaged costs nothing but its picture', async () => {
    const path = join(await temporaryFolder(), 'tone.mp3');
    await ffmpeg('-f', 'lavfi', '-i', 'sine=d=0.3', path);
    await expectSurvival('tone.mp3', await readFile(path));
  });

  it('that is noise behind a header does not fail the request', async () => {
    const noise = Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE'), Buffer.alloc(500, 7)]);
    const output = await render(await fileWith('noise.wav', noise));
    expect(output).toMatchObject({ type: 'audio', renditions: [] });
  });
});

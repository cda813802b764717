import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toMediaError } from '../errors.ts';
import { probeFile } from '../probe.ts';
import { damaged } from '../testing/damage.ts';
import { ffmpeg, fileWith, render, solid, temporaryFolder } from '../testing/fixtures.ts';
import { methodFor } from './formats.ts';
import { bytesInMemory, joinPieces } from './pieces.ts';
import { secret, strippedFile, tells } from './testing/told.ts';

const told = (...keys: string[]): string[] => keys.flatMap((key) => ['-metadata', `${key}=${secret}`]);
const picture = ['-f', 'lavfi', '-i', 'testsrc=s=160x90:r=10:d=2'];
const sound = ['-f', 'lavfi', '-i', 'sine=d=2'];

async function made(name: string, ...args: string[]): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await ffmpeg(...args, path);
  return path;
}

/** Packets with their times, as a player gets them. */
async function packets(path: string): Promise<string> {
  const list = join(await temporaryFolder(), 'packets');
  await ffmpeg('-i', path, '-map', '0:V?', '-map', '0:a?', '-c', 'copy', '-f', 'framemd5', list);
  return (await readFile(list, 'latin1')).replaceAll(/^#(?:software|extradata).*$|, S=1.*$/gm, '');
}

async function expectSilent(path: string): Promise<string> {
  expect(tells(await readFile(path))).toBe(true);
  const { path: bare, bytes } = await strippedFile(path);
  expect(tells(bytes)).toBe(false);
  expect((await packets(bare)) === (await packets(path))).toBe(true);
  return bare;
}

const movieTags = told('title', 'artist', 'comment', 'location', 'make', 'model', 'copyright', 'encoder');

describe('a film without its metadata', () => {
  it.each([
    ['mp4', ['-c:v', 'libx264', '-preset', 'ultrafast', '-movflags', 'use_metadata_tags']],
    ['mov', ['-c:v', 'libx264', '-preset', 'ultrafast']],
    ['webm', ['-c:v', 'libvpx', '-deadline', 'realtime', '-c:a', 'libopus']],
    ['mkv', ['-c:v', 'libx264', '-preset', 'ultrafast']],
  ])('plays the same in %s', async (ext, codec) => {
    const tracks = ['-metadata:s:v:0', `title=${secret}`, '-metadata:s:a:0', `title=${secret}`];
    const time = ['-metadata', 'creation_time=2024-05-01T10:20:30Z'];
    const whole = await made(
      `a.${ext}`,
      ...picture,
      ...sound,
      '-pix_fmt',
      'yuv420p',
      ...codec,
      ...movieTags,
      ...tracks,
      ...time,
    );
    const bare = await expectSilent(whole);
    const { metadata, raw } = await render(bare, { name: `a.${ext}` });
    expect(Object.keys(metadata ?? {}).sort()).toEqual(['codec', 'frameRate']);
    expect(JSON.stringify(raw)).not.toMatch(/2024|Lavf/);
  });

  it('is shown upright, and can begin before it is loaded', async () => {
    const flat = await made('flat.mp4', ...picture, '-pix_fmt', 'yuv420p', '-preset', 'ultrafast');
    const turned = await made(
      'turned.mp4',
      '-i',
      flat,
      '-c',
      'copy',
      '-movflags',
      '+faststart',
      '-metadata:s:v:0',
      'rotate=90',
      ...movieTags,
    );
    const bare = await expectSilent(turned);
    expect(await render(bare)).toMatchObject({ width: 90, height: 160 });
    const bytes = await readFile(bare);
    expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
  });

  it('of a drone loses the subtitles that say where it was, and keeps those of people', async () => {
    const flat = await made('flat.mp4', ...picture, '-pix_fmt', 'yuv420p', '-preset', 'ultrafast');
    const lines = await fileWith('a.srt', `1\n00:00:00,000 --> 00:00:01,000\n${secret}\n\n`);
    const withWords = async (handler: string): Promise<Buffer> => {
      const codecs = ['-c:v', 'copy', '-c:s', 'mov_text', '-metadata:s:s:0', `handler_name=${handler}`];
      const path = await made('words.mp4', '-i', flat, '-i', lines, '-map', '0', '-map', '1', ...codecs);
      return (await strippedFile(path)).bytes;
    };
    expect(tells(await withWords('DJI.Subtitle'))).toBe(false);
    expect(tells(await withWords('English'))).toBe(true);
  });

  it('in fragments plays the same', async () => {
    const args = [
      '-pix_fmt',
      'yuv420p',
      '-preset',
      'ultrafast',
      '-g',
      '5',
      '-movflags',
      'frag_keyframe+empty_moov',
    ];
    await expectSilent(await made('parts.mp4', ...picture, ...sound, ...args, ...movieTags));
  });

  it('written while it was filmed, without lengths, plays the same', async () => {
    const args = ['-c:v', 'libvpx', '-deadline', 'realtime', '-live', '1', '-f', 'webm', ...movieTags];
    await expectSilent(await made('live.webm', ...picture, ...args));
  });

  it('loses the track in which a camera notes where it was', async () => {
    const time = ['-timecode', '10:20:30:00', '-metadata:s:v:0', `reel_name=${secret}`];
    const whole = await made(
      'camera.mov',
      ...picture,
      '-pix_fmt',
      'yuv420p',
      '-preset',
      'ultrafast',
      ...time,
    );
    // The sample of the time code track stands for any data that is recorded beside the picture.
    const bytes = await readFile(whole);
    const at = bytes.indexOf('tmcd', bytes.indexOf('tmcd') + 4);
    expect(at).toBeGreaterThan(0);
    const bare = await readFile((await strippedFile(whole)).path);
    expect(bare.length).toBe(bytes.length);
    expect(bare.includes('tmcd')).toBe(false);
    expect(tells(bare)).toBe(false);
  });
});

describe('a sound without its metadata', () => {
  it.each(['wav', 'flac', 'ogg', 'm4a'])('is heard the same in %s', async (ext) => {
    const bare = await expectSilent(
      await made(`a.${ext}`, ...sound, ...told('title', 'artist', 'comment', 'date')),
    );
    const { metadata } = await render(bare, { name: `a.${ext}` });
    expect(Object.keys(metadata ?? {}).sort()).toEqual(['codec', 'waveform']);
  });

  it('in MP3 loses tags at both ends and its cover', async () => {
    const cover = await fileWith('cover.png', await solid(50, 50, '#0a5').png().toBuffer());
    const whole = await made(
      'a.mp3',
      ...[...sound, '-i', cover, '-map', '0:a', '-map', '1:v', '-c:v', 'copy'],
      ...[
        '-id3v2_version',
        '3',
        '-write_id3v1',
        '1',
        '-write_apetag',
        '1',
        ...told('title', 'artist', 'album'),
      ],
    );
    const ape = Buffer.alloc(32);
    ape.write('APETAGEX', 0, 'latin1');
    ape.writeUInt32LE(2000, 8);
    ape.writeUInt32LE(32 + secret.length, 12);
    const bytes = await readFile(whole);
    const id3v1 = bytes.subarray(-128);
    expect(id3v1.toString('latin1', 0, 3)).toBe('TAG');
    await writeFile(whole, Buffer.concat([bytes.subarray(0, -128), Buffer.from(secret), ape, id3v1]));
    const { path: bare } = await strippedFile(whole);
    expect(tells(await readFile(bare))).toBe(false);
    const { metadata } = await render(bare, { name: 'a.mp3' });
    expect(Object.keys(metadata ?? {}).sort()).toEqual(['codec', 'waveform']);
    expect(bytes.includes(await readFile(bare))).toBe(true);
  });
});

describe('a damaged film or sound', () => {
  const never = new AbortController().signal;

  it.each([
    ['a.mp4', 'libx264'],
    ['a.mov', 'libx264'],
    ['a.webm', 'libvpx'],
    ['a.wav', null],
    ['a.flac', null],
    ['a.mp3', null],
  ])('is planned or refused, and never gone round in (%s)', async (name, codec) => {
    const args = codec === null ? sound : [...picture, '-pix_fmt', 'yuv420p', '-c:v', codec];
    const whole = await readFile(await made(name, ...args, ...movieTags));
    const method = await methodFor(await probeFile(await fileWith(name, whole), name));
    if (method?.kind !== 'plan') throw new Error('There is no planner');
    for (const bytes of damaged(whole, 300, 7)) {
      const file = bytesInMemory(bytes);
      try {
        // What is planned can be written, whatever it would play.
        const written = await joinPieces(file, await method.plan(file, never));
        expect(written.length).toBeLessThanOrEqual(bytes.length);
      } catch (error) {
        expect(['corrupt', 'truncated', 'unsupported']).toContain(toMediaError(error).code);
      }
    }
  });
});

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import ffmpeg from '@ffmpeg-installer/ffmpeg';

const run = (...args: string[]): Promise<unknown> =>
  promisify(execFile)(ffmpeg.path, ['-hide_banner', '-loglevel', 'error', '-y', ...args]);

/** Without an encoder's name or a date, so that the same input gives the same bytes. */
const plain = [
  '-map_metadata',
  '-1',
  '-fflags',
  '+bitexact',
  '-flags:v',
  '+bitexact',
  '-flags:a',
  '+bitexact',
];

export interface Pan {
  readonly width: number;
  readonly height: number;
  readonly seconds: number;
}

/** Moves a window slowly over a picture, from left to right: H.264 in MP4, ready to stream, silent. */
export async function pan(picture: string, to: string, { width, height, seconds }: Pan): Promise<void> {
  const fps = 24;
  const filter = [
    // A quarter larger than the window, which is the way it moves.
    `scale=${Math.round(width * 1.25)}:${Math.round(height * 1.25)}:force_original_aspect_ratio=increase`,
    `crop=${width}:${height}:(in_w-out_w)*(0.5-0.5*cos(PI*t/${seconds})):(in_h-out_h)/2`,
    'format=yuv420p',
  ].join(',');
  await run(
    ...['-loop', '1', '-framerate', `${fps}`, '-t', `${seconds}`, '-i', picture, '-vf', filter],
    ...['-c:v', 'libx264', '-preset', 'slow', '-crf', '27', '-movflags', '+faststart', ...plain, to],
  );
}

/** Four notes of a soft chord, one after another, fading with an echo: MP3. */
export async function chime(to: string): Promise<void> {
  const notes = [261.63, 329.63, 392, 493.88];
  const voices = notes.map((frequency, i) => {
    const start = i * 1.1;
    const swell = `exp(-1.1*max(t-${start},0))*gte(t,${start})*min(1,max(t-${start},0)*30)`;
    return `0.16*sin(2*PI*${frequency}*t)*${swell}+0.05*sin(4*PI*${frequency}*t)*${swell}`;
  });
  await run(
    ...['-f', 'lavfi', '-i', `aevalsrc='${voices.join('+')}':s=44100:d=8`],
    ...['-af', 'aecho=0.8:0.7:180|340:0.3|0.2,afade=t=out:st=6.5:d=1.5,volume=12dB', '-ac', '2'],
    ...['-c:a', 'libmp3lame', '-b:a', '96k', ...plain, to],
  );
}

import { execFile, spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { fromAbort, MediaError, messageOf } from '../errors.ts';

const MAX_OUTPUT = 64 * 1024 * 1024;

interface Installer {
  readonly default: { readonly path: string };
}

/**
 * Loaded when first needed: on a platform without these tools the packages throw, which must cost the
 * videos only. In a packaged app binaries lie beside the archive, since the system can't run what is in it.
 */
async function binaryOf(load: () => Promise<Installer>): Promise<string> {
  try {
    const { path } = (await load()).default;
    return path.replace(/([\\/]app)\.asar([\\/])/, '$1.asar.unpacked$2');
  } catch (error) {
    throw new MediaError('unsupported', `No video tools for this system: ${messageOf(error)}`);
  }
}

const ffmpegBinary = (): Promise<string> => binaryOf(() => import('@ffmpeg-installer/ffmpeg'));
const ffprobeBinary = (): Promise<string> => binaryOf(() => import('@ffprobe-installer/ffprobe'));

/**
 * Reading is allowed from files and pipes only, and by containers of plain media only: a playlist or a
 * concatenation script, whatever it is called, could name other files and servers.
 */
const CONFINED = [
  '-protocol_whitelist',
  'file,pipe',
  '-format_whitelist',
  [
    'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,flv,asf,mpeg,mpegts,mpegvideo,m4v,h264,hevc,ogg,mxf,rm,dv',
    'mp3,wav,w64,flac,aac,aiff,amr,ape,ac3,caf,wv',
  ].join(','),
];

/** `file:` keeps ffmpeg from reading a protocol or an option into a name. */
const inputUrl = (path: string): string => `file:${path}`;

/** Runs ffprobe on one file. @returns its JSON as text. @throws MediaError `corrupt`, `timeout`, `cancelled`. */
export async function ffprobe(path: string, signal: AbortSignal): Promise<string> {
  const shown = ['-v', 'error', '-print_format', 'json', '-show_format', '-show_streams'];
  const output = await run(await ffprobeBinary(), [...CONFINED, ...shown, inputUrl(path)], signal);
  return output.toString('utf8');
}

/** One frame as PNG, at most `side` pixels long, or empty when there is none at that time. */
export async function ffmpegFrame(
  path: string,
  atSeconds: number,
  side: number,
  signal: AbortSignal,
): Promise<Buffer> {
  const args = [
    ...['-nostdin', '-v', 'error', '-threads', '1'],
    ...CONFINED,
    ...['-ss', atSeconds.toFixed(3), '-i', inputUrl(path)],
    ...['-map', '0:v:0', '-an', '-sn', '-dn', '-frames:v', '1'],
    // Pixels that aren't square are made so first, as players do.
    '-vf',
    `scale=trunc(iw*sar/2)*2:ih,setsar=1,scale='min(${side},iw)':'min(${side},ih)':force_original_aspect_ratio=decrease`,
    ...['-f', 'image2pipe', '-c:v', 'png', '-compression_level', '1', 'pipe:1'],
  ];
  return run(await ffmpegBinary(), args, signal);
}

interface FilmFrames {
  /** Pixels of each frame. */
  readonly width: number;
  readonly height: number;
  readonly hasAlpha: boolean;
  readonly signal: AbortSignal;
}

const rawFrames = ({ hasAlpha }: FilmFrames): string[] => [
  ...['-pix_fmt', hasAlpha ? 'rgba' : 'rgb24', '-f', 'rawvideo', 'pipe:1'],
];

/**
 * Raw frames of a film at even times, one after the other: what is on screen in the middle of each of `count` equal
 * parts of its `seconds`. Fewer where the film ends earlier. All of the film is decoded.
 *
 * @throws MediaError `corrupt`, `timeout`, `cancelled`.
 */
export async function ffmpegEvenFrames(
  path: string,
  count: number,
  seconds: number,
  frames: FilmFrames,
): Promise<Buffer> {
  const shift = (seconds / count / 2).toFixed(6);
  const rate = `fps=fps=${count}/${seconds.toFixed(6)}:round=up:start_time=0`;
  const args = [
    ...['-nostdin', '-v', 'error', '-threads', '1'],
    ...CONFINED,
    ...['-i', inputUrl(path), '-map', '0:V:0', '-an', '-sn', '-dn'],
    ...['-vf', `setpts=PTS-STARTPTS-${shift}/TB,${rate},scale=${frames.width}:${frames.height},setsar=1`],
    ...['-frames:v', String(count), ...rawFrames(frames)],
  ];
  return run(await ffmpegBinary(), args, frames.signal);
}

/**
 * The raw key frame at or before a time: however long the film, little of it is decoded. Empty when there is none.
 *
 * @throws MediaError `corrupt`, `timeout`, `cancelled`.
 */
export async function ffmpegKeyFrame(path: string, atSeconds: number, frames: FilmFrames): Promise<Buffer> {
  const args = [
    ...['-nostdin', '-v', 'error', '-threads', '1'],
    ...CONFINED,
    ...['-noaccurate_seek', '-ss', atSeconds.toFixed(3), '-i', inputUrl(path)],
    ...['-map', '0:V:0', '-an', '-sn', '-dn', '-frames:v', '1'],
    ...['-vf', `scale=${frames.width}:${frames.height},setsar=1`, ...rawFrames(frames)],
  ];
  return run(await ffmpegBinary(), args, frames.signal);
}

/**
 * Decodes the first sound of a file to one channel of 16-bit samples, little endian, as they come.
 *
 * @param rate samples a second
 * @throws MediaError `corrupt`, `timeout`, `cancelled`.
 */
export async function ffmpegSamples(
  path: string,
  rate: number,
  signal: AbortSignal,
  onSamples: (chunk: Buffer) => void,
): Promise<void> {
  const args = [
    ...['-nostdin', '-v', 'error', '-threads', '1'],
    ...CONFINED,
    ...['-i', inputUrl(path), '-map', '0:a:0', '-vn', '-sn', '-dn'],
    ...['-ac', '1', '-ar', String(rate), '-f', 's16le', 'pipe:1'],
  ];
  const binary = await ffmpegBinary();
  await new Promise<void>((resolve, reject) => {
    const child = spawn(binary, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
      killSignal: 'SIGKILL',
      windowsHide: true,
      env: bareEnvironment(),
      cwd: dirname(binary),
    });
    let said = '';
    child.stdout.on('data', onSamples);
    child.stderr.on('data', (chunk: Buffer) => {
      if (said.length < 4_096) said += chunk.toString('utf8');
    });
    child.on('error', (error) => {
      reject(signal.aborted ? fromAbort(signal) : new MediaError('corrupt', messageOf(error)));
    });
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new MediaError('corrupt', firstLine(Buffer.from(said)) || `ffmpeg stopped (${code})`));
    });
  });
}

/** Runs ffmpeg over one file: `args` tell what becomes of it. @returns what it wrote to `pipe:1`. */
export async function runFfmpeg(path: string, args: readonly string[], signal: AbortSignal): Promise<Buffer> {
  const input = ['-nostdin', '-v', 'error', '-threads', '1', ...CONFINED, '-i', inputUrl(path)];
  return run(await ffmpegBinary(), [...input, ...args], signal);
}

function run(binary: string, args: readonly string[], signal: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    execFile(
      binary,
      args,
      {
        encoding: 'buffer',
        maxBuffer: MAX_OUTPUT,
        signal,
        killSignal: 'SIGKILL',
        windowsHide: true,
        // Nothing of the app's environment (tokens, proxies) is the decoder's business.
        env: bareEnvironment(),
        cwd: dirname(binary),
      },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else if (signal.aborted) reject(fromAbort(signal));
        else
          reject(
            new MediaError('corrupt', firstLine(stderr) || `ffmpeg stopped (${error.code ?? error.signal})`),
          );
      },
    );
  });
}

/** Windows needs to know where it is itself to start anything. */
function bareEnvironment(): NodeJS.ProcessEnv {
  const { PATH = '', SystemRoot } = process.env;
  return SystemRoot === undefined ? { PATH } : { PATH, SystemRoot };
}

/** The path of the file is in every message; the name alone says enough and less. */
function firstLine(stderr: Buffer): string {
  const line =
    stderr
      .toString('utf8')
      .split('\n')
      .find((text) => text.trim() !== '') ?? '';
  return line.replace(/^.*\bfile:.*?:\s/, '').slice(0, 300);
}

import { z } from 'zod';
import { MediaError } from '../errors.ts';
import { ffprobe } from './ffmpeg.ts';

const numeric = z.coerce.number().optional().catch(undefined);
const tags = z.record(z.string(), z.string()).optional().catch(undefined);

const stream = z.object({
  codec_type: z.string().optional(),
  codec_name: z.string().optional(),
  width: numeric,
  height: numeric,
  sample_aspect_ratio: z.string().optional(),
  avg_frame_rate: z.string().optional(),
  pix_fmt: z.string().optional(),
  duration: numeric,
  tags,
  disposition: z.object({ attached_pic: z.number().optional() }).optional(),
  side_data_list: z
    .array(z.object({ rotation: numeric }))
    .optional()
    .catch(undefined),
});
export type VideoStream = z.infer<typeof stream>;

const report = z.object({
  streams: z.array(stream).default([]),
  format: z.object({ duration: numeric, tags }).optional(),
});

export interface Container {
  readonly format: z.infer<typeof report>['format'];
  /** The first moving picture; a cover is none. */
  readonly video: VideoStream | undefined;
  readonly hasSound: boolean;
}

/** @throws MediaError `corrupt`, `timeout`, `cancelled`. */
export async function readContainer(path: string, signal: AbortSignal): Promise<Container> {
  const { streams, format } = parseReport(await ffprobe(path, signal));
  return {
    format,
    video: streams.find((s) => s.codec_type === 'video' && s.disposition?.attached_pic !== 1),
    hasSound: streams.some((s) => s.codec_type === 'audio'),
  };
}

function parseReport(json: string): z.infer<typeof report> {
  try {
    return report.parse(JSON.parse(json));
  } catch {
    throw new MediaError('corrupt', 'The container could not be read');
  }
}

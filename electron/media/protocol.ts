import { z } from 'zod';
import { stripLayoutSchema } from '../../shared/domain/asset.ts';
import { c2paClaimSchema } from '../../shared/domain/provenance.ts';
import { mediaErrorShape, mediaProblem } from './errors.ts';

/** Where bytes come from. A URL is a presigned GET: the worker has no credentials of its own. */
export const mediaSource = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('path'), path: z.string().min(1) }),
  z.strictObject({ kind: z.literal('url'), url: z.url({ protocol: /^https?$/ }) }),
  z.strictObject({ kind: z.literal('bytes'), bytes: z.instanceof(Uint8Array) }),
]);
export type MediaSource = z.infer<typeof mediaSource>;

export const mediaType = z.enum(['image', 'video', 'audio', 'text', 'document']);
export type MediaType = z.infer<typeof mediaType>;

const hashOutput = z.object({
  /** Lower-case hex, 64 characters. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Bytes. */
  size: z.number().int().nonnegative(),
  mtimeMs: z.number(),
});
export type FileHash = z.infer<typeof hashOutput>;

const probeOutput = z.object({
  type: mediaType,
  mime: z.string(),
  /** Of the content, lower case, no dot; '' when neither content nor name gives one. */
  ext: z.string(),
  /** Present when the name claims another format than the content is; both are extensions. */
  mismatch: z.object({ claimed: z.string(), actual: z.string() }).optional(),
  /** Pixels in display orientation, where the header tells: a place can be kept before the picture is drawn. */
  width: z.number().int().positive().optional(),
  height: z.number().int().positive().optional(),
});
export type Probe = z.infer<typeof probeOutput>;

const renderLimits = z.strictObject({
  /** Milliseconds for the whole request. */
  timeMs: z.number().int().positive().optional(),
  /** Pixels that a picture may claim to have. */
  pixels: z.number().int().positive().optional(),
});

const renderInput = z.strictObject({
  source: mediaSource,
  mime: z.string(),
  name: z.string(),
  /** Presigned PUT URLs. A rendition without one comes back as bytes. */
  outputs: z.strictObject({
    thumbnailUrl: z.url({ protocol: /^https?$/ }).optional(),
    previewUrl: z.url({ protocol: /^https?$/ }).optional(),
    stripUrl: z.url({ protocol: /^https?$/ }).optional(),
  }),
  limits: renderLimits.optional(),
});
export type RenderInput = z.infer<typeof renderInput>;

export const renditionKind = z.enum(['thumbnail', 'preview', 'strip']);
export type RenditionKind = z.infer<typeof renditionKind>;

const rendition = z.object({
  kind: renditionKind,
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  bytes: z.number().int().positive(),
  /** Of a film's strip, whose `width` and `height` are those of all frames together. */
  layout: stripLayoutSchema.optional(),
  /** WebP; only when no URL was given for it. */
  data: z.instanceof(Uint8Array).optional(),
});
export type Rendition = z.infer<typeof rendition>;

const descriptiveMetadata = z.object({
  title: z.string().optional(),
  description: z.string().optional(),
  keywords: z.array(z.string()).optional(),
  creator: z.string().optional(),
  copyright: z.string().optional(),
  /** 0–5. */
  rating: z.number().optional(),
  camera: z.string().optional(),
  lens: z.string().optional(),
  exposure: z.string().optional(),
  /** ISO 8601; without an offset when the camera recorded none. */
  takenAt: z.string().optional(),
  software: z.string().optional(),
  artist: z.string().optional(),
  album: z.string().optional(),
  codec: z.string().optional(),
  frameRate: z.number().optional(),
  /** IPTC DigitalSourceType, the last part of its URI (for example `trainedAlgorithmicMedia`). */
  digitalSourceType: z.string().optional(),
  colorProfile: z.string().optional(),
  /** Whether a sound brings a cover. */
  cover: z.boolean().optional(),
  /** Loudness of a sound from its beginning to its end, 0–100. */
  waveform: z.array(z.number().int().min(0).max(100)).optional(),
  fontFamily: z.string().optional(),
  fontStyle: z.string().optional(),
  /** 1–1000, 400 is regular. */
  fontWeight: z.number().optional(),
  /** What varies, with its range: `wght 45–920`. */
  fontAxes: z.string().optional(),
  glyphCount: z.number().optional(),
});
export type DescriptiveMetadata = z.infer<typeof descriptiveMetadata>;

export const generationSchema = z.object({
  tool: z.enum(['comfyui', 'a1111', 'invokeai', 'novelai']),
  /** As the tool wrote it: JSON, plain text for A1111. */
  prompt: z.string().optional(),
  workflow: z.string().optional(),
  parameters: z.string().optional(),
  model: z.string().optional(),
});
export type Generation = z.infer<typeof generationSchema>;

export const mediaFacts = z.object({
  type: mediaType,
  mime: z.string(),
  /** Pixels in display orientation; points for a PDF. */
  width: z.number().int().positive().optional(),
  height: z.number().int().positive().optional(),
  durationMs: z.number().int().nonnegative().optional(),
  pageCount: z.number().int().nonnegative().optional(),
  /** Frames of an animation; absent for a still. */
  frames: z.number().int().positive().optional(),
  hasAlpha: z.boolean().optional(),
  /** Most frequent first; `hex` is `#rrggbb`, shares add up to at most 1. */
  dominantColors: z.array(z.object({ hex: z.string(), share: z.number() })).optional(),
  /** Base64 of a ThumbHash. */
  thumbhash: z.string().optional(),
  metadata: descriptiveMetadata.optional(),
  /** How a picture was generated, read from the file. */
  generation: generationSchema.optional(),
  /** What its C2PA manifests claim; unchecked. */
  c2pa: c2paClaimSchema.optional(),
  /** Kept apart so that it can be left out of what is shared: where a picture was taken, in degrees. */
  gps: z.object({ latitude: z.number(), longitude: z.number() }).optional(),
  /** A bounded, JSON-safe subset of what the file said, for search and display. */
  raw: z.record(z.string(), z.json()).optional(),
  /** At most 200 KB of UTF-8. */
  textContent: z.string().optional(),
  language: z.enum(['ko', 'en', 'ja']).optional(),
});
export type MediaFacts = z.infer<typeof mediaFacts>;

const renderOutput = mediaFacts.extend({
  renditions: z.array(rendition),
  problem: mediaProblem.optional(),
});
export type RenderOutput = z.infer<typeof renderOutput>;

const embedInput = z.strictObject({
  source: mediaSource,
  /** Folder of the model's files. */
  resourcesDir: z.string().min(1),
});

const jpegInput = z.strictObject({
  source: mediaSource,
  /** Pixels that the long side has at most. */
  side: z.number().int().positive(),
});

/** The folder of a CLIP model, laid out as its repository is. */
const modelDir = z.string().min(1);
const clipOutput = z.object({ vector: z.array(z.number()) });

const stripMetadataInput = z.strictObject({
  path: z.string().min(1),
  name: z.string(),
  /** Where the copy is written; nothing is there yet. */
  target: z.string().min(1),
});

/** Every operation of the worker, once: both sides derive their types from this. */
export const mediaOperations = {
  hash: { input: z.strictObject({ path: z.string().min(1) }), output: hashOutput },
  probe: { input: z.strictObject({ path: z.string().min(1), name: z.string() }), output: probeOutput },
  render: { input: renderInput, output: renderOutput },
  thumbnail: {
    input: z.strictObject({ path: z.string().min(1), name: z.string() }),
    output: z.object({ thumbnail: z.instanceof(Uint8Array<ArrayBuffer>).nullable() }),
  },
  embed: { input: embedInput, output: z.object({ vector: z.array(z.number()), model: z.string() }) },
  clipImage: { input: z.strictObject({ source: mediaSource, modelDir }), output: clipOutput },
  clipText: { input: z.strictObject({ text: z.string().max(10_000), modelDir }), output: clipOutput },
  jpeg: { input: jpegInput, output: z.object({ jpeg: z.instanceof(Uint8Array) }) },
  stripMetadata: { input: stripMetadataInput, output: z.object({ mime: z.string() }) },
} as const;
export type MediaOperation = keyof typeof mediaOperations;
export type MediaInput<K extends MediaOperation> = z.infer<(typeof mediaOperations)[K]['input']>;
export type MediaOutput<K extends MediaOperation> = z.infer<(typeof mediaOperations)[K]['output']>;

const requestBase = {
  kind: z.literal('request'),
  id: z.number().int(),
  timeMs: z.number().positive(),
  /** Of the store that the request's URLs lead to. */
  trustedCertificates: z.array(z.string()).default([]),
};

/** Main to worker. */
export const toWorker = z.union([
  z.discriminatedUnion('op', [
    z.strictObject({ ...requestBase, op: z.literal('hash'), input: mediaOperations.hash.input }),
    z.strictObject({ ...requestBase, op: z.literal('probe'), input: mediaOperations.probe.input }),
    z.strictObject({ ...requestBase, op: z.literal('render'), input: mediaOperations.render.input }),
    z.strictObject({ ...requestBase, op: z.literal('thumbnail'), input: mediaOperations.thumbnail.input }),
    z.strictObject({ ...requestBase, op: z.literal('embed'), input: mediaOperations.embed.input }),
    z.strictObject({ ...requestBase, op: z.literal('clipImage'), input: mediaOperations.clipImage.input }),
    z.strictObject({ ...requestBase, op: z.literal('clipText'), input: mediaOperations.clipText.input }),
    z.strictObject({ ...requestBase, op: z.literal('jpeg'), input: mediaOperations.jpeg.input }),
    z.strictObject({
      ...requestBase,
      op: z.literal('stripMetadata'),
      input: mediaOperations.stripMetadata.input,
    }),
  ]),
  z.strictObject({ kind: z.literal('cancel'), id: z.number().int() }),
]);
export type ToWorker = z.infer<typeof toWorker>;
export type MediaRequest = Extract<ToWorker, { kind: 'request' }>;

/** Worker to main. A result's value is parsed by the operation it answers. */
export const fromWorker = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({
    kind: z.literal('progress'),
    id: z.number().int(),
    done: z.number(),
    total: z.number().optional(),
  }),
  z.object({ kind: z.literal('result'), id: z.number().int(), value: z.unknown() }),
  z.object({ kind: z.literal('error'), id: z.number().int(), error: mediaErrorShape }),
  /** Resident bytes of the worker process, sent while it is busy. */
  z.object({ kind: z.literal('memory'), rss: z.number() }),
]);
export type FromWorker = z.infer<typeof fromWorker>;

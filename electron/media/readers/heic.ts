import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import sharp, { type Metadata } from 'sharp';
import { fromFileSystem, MediaError } from '../errors.ts';
import type { Pixels } from '../pixels.ts';
import { fitInside, PREVIEW_SIDE } from '../renditions.ts';
import { asTiff } from '../tiff-wrap.ts';
import { rasterHeader, rasterPixels } from './raster.ts';
import type { ReadLimits } from './reader.ts';

/** Decoding holds about seven bytes a pixel in WebAssembly's memory, of which there are 2 GB. */
const MAX_PIXELS = 150_000_000;
const MAX_BYTES = 256 * 1024 * 1024;

/** The part of libheif's interface that is used; the package's own types say `any` here. */
interface LibHeif {
  readonly heif_colorspace: { readonly heif_colorspace_RGB: unknown };
  readonly heif_chroma: { readonly heif_chroma_interleaved_RGBA: unknown };
  heif_context_alloc(): unknown;
  heif_context_read_from_memory(context: unknown, bytes: Uint8Array): HeifAnswer;
  heif_js_context_get_primary_image_handle(context: unknown): HeifAnswer;
  heif_js_decode_image2(
    handle: HeifAnswer,
    colorspace: unknown,
    chroma: unknown,
  ): Promise<DecodedHeif> | DecodedHeif;
}

/** A code, which is an embind enumeration member with a value, and a message; or a handle. */
interface HeifAnswer {
  readonly code?: { readonly value: number } | undefined;
  readonly message?: string;
}

interface DecodedHeif extends HeifAnswer {
  readonly channels?: readonly {
    readonly width: number;
    readonly height: number;
    /** Bytes from one row to the next. */
    readonly stride: number;
    readonly data: Uint8Array;
  }[];
}

type Factory = (options: {
  instantiateWasm: (
    imports: WebAssembly.Imports,
    done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
  ) => WebAssembly.Exports;
}) => LibHeif;

const fromHere = createRequire(import.meta.url);
let loading: Promise<{ factory: Factory; module: WebAssembly.Module }> | undefined;

/** Compiled once; an instance for each picture is cheap, and what a hostile one does to its memory ends with it. */
async function instantiate(): Promise<LibHeif> {
  loading ??= (async () => {
    const binary = await readFile(fromHere.resolve('libheif-js/libheif-wasm/libheif.wasm'));
    const factory: Factory = fromHere('libheif-js/libheif-wasm/libheif.js');
    return { factory, module: await WebAssembly.compile(new Uint8Array(binary)) };
  })();
  const { factory, module } = await loading.catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return factory({
    instantiateWasm: (imports, done) => {
      const instance = new WebAssembly.Instance(module, imports);
      done(instance, module);
      return instance.exports;
    },
  });
}

/**
 * The primary picture of an HEIC file, upright and in sRGB. The prebuilt libvips knows the container and its
 * metadata, but not the HEVC inside.
 *
 * @param header as libvips gave it
 * @throws MediaError `image_too_large`, `corrupt`, `file_missing`, `file_unreadable`.
 */
export async function heicPixels(path: string, header: Metadata, limits: ReadLimits): Promise<Pixels> {
  if (header.width * header.height > Math.min(MAX_PIXELS, limits.pixels)) {
    throw new MediaError('image_too_large', `${header.width} × ${header.height} needs too much memory`);
  }
  const bytes = await readFile(path).catch((error: unknown) => {
    throw fromFileSystem(error);
  });
  if (bytes.length > MAX_BYTES) throw new MediaError('image_too_large', 'The file is larger than 256 MB');
  const { data, width, height, stride } = await decode(bytes);
  const raw = { width: stride / 4, height, channels: 4 } as const;
  let picture = sharp(data, { raw, limitInputPixels: false })
    .extract({ left: 0, top: 0, width, height })
    .resize(fitInside(PREVIEW_SIDE));
  if (!header.hasAlpha) picture = picture.removeAlpha();
  const small = await picture.raw().toBuffer({ resolveWithObject: true });
  const tiff = asTiff({
    model: 'rgb',
    data: small.data,
    width: small.info.width,
    height: small.info.height,
    channels: small.info.channels,
    hasAlpha: header.hasAlpha,
    icc: header.icc,
  });
  return (await rasterPixels(tiff, await rasterHeader(tiff, limits), limits)).pixels;
}

async function decode(bytes: Buffer): Promise<{
  data: Uint8Array;
  width: number;
  height: number;
  stride: number;
}> {
  const heif = await instantiate();
  const context = heif.heif_context_alloc();
  refuse(heif.heif_context_read_from_memory(context, bytes));
  const handle = heif.heif_js_context_get_primary_image_handle(context);
  refuse(handle);
  const { heif_colorspace_RGB } = heif.heif_colorspace;
  const { heif_chroma_interleaved_RGBA } = heif.heif_chroma;
  const image = await heif.heif_js_decode_image2(handle, heif_colorspace_RGB, heif_chroma_interleaved_RGBA);
  refuse(image);
  const channel = image.channels?.[0];
  if (channel === undefined || channel.data.length < channel.stride * channel.height) {
    throw new MediaError('corrupt', 'No picture came out of the decoder');
  }
  return channel;
}

function refuse(answer: HeifAnswer): void {
  if (answer.code !== undefined && answer.code.value !== 0) {
    throw new MediaError('corrupt', (answer.message ?? 'The picture could not be decoded').slice(0, 300));
  }
}

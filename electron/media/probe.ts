import { open } from 'node:fs/promises';
import { fileTypeFromBuffer, fileTypeFromFile } from 'file-type';
import { fromFileSystem, MediaError, throwIfAborted } from './errors.ts';
import {
  canonicalExtension,
  contentNeedsSignature,
  extensionOf,
  type Format,
  formatByExtension,
  namesAgree,
  typeOfMime,
} from './formats.ts';
import { statRegularFile } from './hash.ts';
import type { Probe } from './protocol.ts';
import { readContainer } from './readers/container.ts';
import { decodeText } from './text/decode.ts';

/** The actual extension of content that no signature tells anything about. */
export const NO_SIGNATURE = 'bin';

const HEAD = 8192;
/** What can't be told within this is not worth keeping a file out of the library. */
export const PATIENCE_MS = 6_000;
const never = new AbortController().signal;
const UNKNOWN: Format = { type: 'document', mime: 'application/octet-stream', ext: '' };
const SVG: Format = { type: 'image', mime: 'image/svg+xml', ext: 'svg' };
const HTML: Format = { type: 'document', mime: 'text/html', ext: 'html' };
const TEXT: Format = { type: 'text', mime: 'text/plain', ext: 'txt' };

/**
 * What a file is by its content, with the name as a hint where content has no signature.
 *
 * @throws MediaError `file_missing`, `file_unreadable`, `not_a_file`, `file_empty`.
 */
export async function probeFile(path: string, name: string, signal = never): Promise<Probe> {
  const { size } = await statRegularFile(path);
  if (size === 0) throw new MediaError('file_empty', 'The file has no content');
  const claimed = extensionOf(name);
  const head = await readHead(path);
  const sniffed = await sniff(path, head, claimed);
  const actual = sniffed.type === 'video' ? await listen(path, sniffed, signal) : sniffed;
  const result: Probe = { type: actual.type, mime: actual.mime, ext: actual.ext || claimed };
  if (actual.ext !== '') {
    return namesAgree(claimed, actual.ext)
      ? result
      : { ...result, mismatch: { claimed, actual: actual.ext } };
  }
  // Named as a format that always has a signature, yet carrying none.
  if (contentNeedsSignature(claimed)) {
    return { ...result, ext: NO_SIGNATURE, mismatch: { claimed, actual: NO_SIGNATURE } };
  }
  return result;
}

/** A WebM, MP4 or Ogg without a picture is sound. What can't be opened stays what its signature says. */
async function listen(path: string, format: Format, signal: AbortSignal): Promise<Format> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  const container = await readContainer(path, patience).catch(() => undefined);
  throwIfAborted(signal);
  if (container === undefined || container.video !== undefined || !container.hasSound) return format;
  return { ...format, type: 'audio', mime: format.mime.replace(/^video\//, 'audio/') };
}

async function readHead(path: string): Promise<Buffer> {
  try {
    const file = await open(path, 'r');
    try {
      const buffer = Buffer.alloc(HEAD);
      const { bytesRead } = await file.read(buffer, 0, HEAD, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fromFileSystem(error);
  }
}

async function sniff(path: string, head: Buffer, claimed: string): Promise<Format> {
  const found = await detect(path, head);
  if (found !== undefined) return refine(found, head, claimed);
  const text = decodeText(head, { partial: true });
  if (text === undefined) {
    const named = formatByExtension(claimed);
    return named === undefined || named.mime.startsWith('text/') || named.ext === 'svg' ? UNKNOWN : named;
  }
  return sniffText(text.text, claimed);
}

/** Some signatures (ZIP, Ogg, Matroska) need more than the head; a hostile file must not stop the probe. */
async function detect(path: string, head: Buffer): Promise<{ mime: string; ext: string } | undefined> {
  const quick = await fileTypeFromBuffer(head).catch(() => undefined);
  if (quick !== undefined && quick.ext !== 'zip') return quick;
  return (await fileTypeFromFile(path).catch(() => undefined)) ?? quick;
}

function refine(found: { mime: string; ext: string }, head: Buffer, claimed: string): Format {
  const ext = canonicalExtension(found.ext);
  if (found.ext === 'xml') return sniffText(head.toString('latin1'), claimed);
  if (found.ext === 'gz' && claimed === 'svgz') return { ...SVG, ext: 'svgz' };
  const named = formatByExtension(claimed);
  // An old Office or Hangul document is a compound file; only its name tells which.
  if (found.ext === 'cfb' && named !== undefined) return named;
  if (/^(audio|video)\//.test(found.mime) || found.ext === 'ogx') {
    const soundOnly = found.mime.startsWith('audio/');
    return { type: soundOnly ? 'audio' : 'video', mime: found.mime, ext: found.ext };
  }
  return { type: typeOfMime(found.mime), mime: found.mime, ext };
}

function sniffText(text: string, claimed: string): Format {
  const start = text.replace(/^\uFEFF/, '').trimStart();
  const markup = start.replace(
    /^(?:<\?[^>]*\?>|<!--[\s\S]*?-->|<!DOCTYPE\s+svg[^>[]*(?:\[[\s\S]*?\])?\s*>|\s)+/i,
    '',
  );
  if (/^<(?:\w+:)?svg[\s>]/i.test(markup)) return SVG;
  const named = formatByExtension(claimed);
  // A text named `.svg` that is none must not reach the picture reader.
  if (named !== undefined && named.type !== 'image') return named;
  if (/^<!doctype html|^<html[\s>]/i.test(start)) return HTML;
  if (start.startsWith('<?xml')) return { type: 'document', mime: 'application/xml', ext: 'xml' };
  return TEXT;
}

import type { BlobSegment, Content } from './records.ts';

/** The stretches an object is made of, in order. */
export function segmentsOf(content: Content, size: number): readonly BlobSegment[] {
  if (typeof content !== 'string') return content;
  return size === 0 ? [] : [[content, 0, size]];
}

export function blobsOf(content: Content): readonly string[] {
  return typeof content === 'string' ? [content] : content.map(([blob]) => blob);
}

/** How many times each blob is named by an object or an uploaded part: a copy names the blob of its source. */
export class BlobReferences {
  private readonly counts = new Map<string, number>();

  has(blob: string): boolean {
    return this.counts.has(blob);
  }

  retain(content: Content): void {
    for (const blob of blobsOf(content)) this.counts.set(blob, (this.counts.get(blob) ?? 0) + 1);
  }

  release(content: Content): void {
    for (const blob of blobsOf(content)) {
      const count = this.counts.get(blob) ?? 0;
      if (count > 1) this.counts.set(blob, count - 1);
      else this.counts.delete(blob);
    }
  }
}

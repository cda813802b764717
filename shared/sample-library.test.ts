import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileTypeFromBuffer } from 'file-type';
import { describe, expect, it } from 'vitest';
import { type SampleManifest, sampleManifestSchema } from './sample-library.ts';

const folder = join(import.meta.dirname, '../resources/sample-library');
const manifest = sampleManifestSchema.parse(
  JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')),
);
const notice = await readFile(join(folder, 'NOTICE.md'), 'utf8');
const MB = 1_000_000;

async function sniff(path: string): Promise<string | undefined> {
  const bytes = await readFile(join(folder, path));
  const found = await fileTypeFromBuffer(bytes);
  if (found !== undefined) return found.mime;
  // Text has no magic number: it is what decodes as UTF-8 and holds no control characters.
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  if (text.includes('\0')) return undefined;
  return path.endsWith('.md') ? 'text/markdown' : 'text/plain';
}

describe('the sample library', () => {
  it('lists exactly the files that exist', async () => {
    const listed = manifest.files.map(({ path }) => path.replace('files/', '')).sort();
    expect((await readdir(join(folder, 'files'))).sort()).toEqual(listed);
  });

  it.each(manifest.files.map((file) => [file.path, file] as const))(
    '%s is what it claims',
    async (path, file) => {
      expect(await sniff(path)).toBe(file.mime);
      expect(file.mime.split('/')[0]).toBe(file.type === 'document' ? 'application' : file.type);
    },
  );

  it('names every work in its notice, with author, licence and source', () => {
    for (const { path, title, author, licence, source } of manifest.files) {
      const line = notice.split('\n').find((candidate) => candidate.includes(`\`${path}\``)) ?? '';
      expect(line).toContain(title);
      expect(line).toContain(author);
      expect(line).toContain(licence);
      if (source.kind === 'debian') expect(line).toContain(`${source.package}: ${source.file}`);
    }
  });

  it('shows every kind of file, both languages, and every project with pictures', () => {
    const types = new Set(manifest.files.map(({ type }) => type));
    expect([...types].sort()).toEqual(['audio', 'document', 'image', 'text', 'video']);
    expect(manifest.files.some(({ name }) => /[가-힣]/.test(name))).toBe(true);
    expect(manifest.files.some(({ name }) => /^[ -~]+$/.test(name))).toBe(true);
    for (const brand of manifest.brands) {
      for (const project of brand.projects) {
        const pictures = manifest.files.filter(
          (file) => file.project === project.slug && file.type === 'image',
        );
        expect(pictures.length).toBeGreaterThan(2);
      }
    }
  });

  it('stays small enough to ship', async () => {
    const sizes = await Promise.all(
      manifest.files.map(async ({ path }) => (await stat(join(folder, path))).size),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(14 * MB);
  });
});

describe('the schema', () => {
  const first = manifest.files[0] ?? expect.fail('The manifest is empty');
  const withFirst = (change: Partial<SampleManifest['files'][number]>): unknown => ({
    ...manifest,
    files: [{ ...first, ...change }, ...manifest.files.slice(1)],
  });

  it.each([
    ['a brand that is not there', withFirst({ brand: 'nobody' })],
    ['a project of another brand', withFirst({ project: 'seongsu-store' })],
    ['a path out of the folder', withFirst({ path: 'files/../../x.jpg' })],
    ['a path listed twice', { ...manifest, files: [...manifest.files, first] }],
  ])('refuses %s', (_what, changed) => {
    expect(sampleManifestSchema.safeParse(changed).success).toBe(false);
  });
});

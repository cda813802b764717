import type { SampleManifest } from '../../shared/sample-library.ts';

const licences = {
  'CC0-1.0': 'https://creativecommons.org/publicdomain/zero/1.0/',
  'CC-BY-2.0': 'https://creativecommons.org/licenses/by/2.0/',
  'CC-BY-4.0': 'https://creativecommons.org/licenses/by/4.0/',
  'CC-BY-SA-3.0': 'https://creativecommons.org/licenses/by-sa/3.0/',
  'CC-BY-SA-4.0': 'https://creativecommons.org/licenses/by-sa/4.0/',
  'Public domain': 'https://www.nasa.gov/nasa-brand-center/images-and-media/',
} as const;

/** The notice that goes with the pictures: every work, whose it is, under which licence and what was changed. */
export function noticeOf({ files }: SampleManifest): string {
  const rows = files.map(({ path, title, author, licence, source, changes }) => {
    const origin = source.kind === 'own' ? 'made for this library' : `${source.package}: ${source.file}`;
    return `| \`${path}\` | ${title} | ${author} | ${licence} | ${origin} | ${changes} |`;
  });
  const used = Object.entries(licences).filter(([name]) => files.some(({ licence }) => licence === name));
  return `# The sample library: authors and licences

These works are not under the licence of Sparklio Assets but under their own, named here. Works under CC-BY-SA stay under
that licence, with the changes made here. The two brands are invented; the authors have nothing to do with them.

Sources are Debian 12 packages and the files in them, as \`scripts/sample-library/build.ts\` reads them; licences are those of
the packages' copyright files. For \`python3-sklearn\` it is the \`README.txt\` beside the pictures, for \`python3-skimage\` the
documentation of \`skimage.data\`.

${used.map(([name, url]) => `- ${name}: <${url}>`).join('\n')}

| File | Work | Author | Licence | Source | Changes |
|---|---|---|---|---|---|
${rows.join('\n')}
`;
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { SampleFile } from '../../shared/sample-library.ts';
import { chime, pan } from './film.ts';
import { brandGuide } from './guide-pdf.ts';
import { type WorkId, works } from './recipe.ts';

const press = `온결, '가을 산책' 캠페인 시작

온결이 9월 22일부터 11월 말까지 '가을 산책' 캠페인을 이어 갑니다. 이번 캠페인은 멀리 떠나지 않아도 만날 수 있는
가까운 능선과 숲길을 소개하고, 천천히 걷는 시간을 다시 생각해 보자는 마음을 담았습니다.

화보는 해가 뜨고 지는 시간에 촬영했습니다. 보정은 최소한으로 줄이고, 계절이 가진 색을 그대로 살렸습니다.
캠페인 기간 동안 매주 목요일에는 새로운 산책길 한 곳과 그 길에 어울리는 옷차림을 온결 SNS에서 볼 수 있습니다.

"좋은 산책은 목적지가 아니라 속도에서 시작된다고 생각합니다. 이번 가을에는 평소보다 조금 느리게 걸어 보시길
바랍니다." — 온결 브랜드팀

■ 기간: 9월 22일(월) ~ 11월 30일(일)
■ 채널: 온결 온라인 스토어, 인스타그램, 전국 7개 매장
■ 문의: 온결 홍보 담당 (press@ongyeol.example)

※ 이 글은 예시이며, 온결은 실제로 있는 브랜드가 아닙니다.
`;

const launchCopy = `# Spring Launch: product copy

**Headline** Colour, before the flowers.

**Short (feed)** Four brushes, twelve pigments, one very good mood. The spring collection is here.

**Long (store page)** We mixed the season before it arrived: fig red, calla orange, the green of paper just cut. Every tone
is made in small batches and named after the thing it was borrowed from. Keep one on the table, and something will get painted.

**Call to action** See the collection · 컬렉션 보기

*An example: Lumen Studio is an invented brand.*
`;

const logo = `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="1200" viewBox="0 0 120 120">
  <defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop stop-color="#6e6ade"/><stop offset="1" stop-color="#d864d8"/></linearGradient></defs>
  <g fill="none" stroke="url(#g)" stroke-width="7" stroke-linecap="round"><path d="M60 18a42 42 0 1 0 42 42"/><path d="M60 38a22 22 0 1 0 22 22"/></g>
  <circle cx="60" cy="60" r="7" fill="url(#g)"/><circle cx="94" cy="26" r="8" fill="#d864d8"/>
</svg>`;

const OURS = 'Sparklio Assets contributors';
type Facts = Pick<SampleFile, 'path' | 'name' | 'type' | 'mime' | 'brand' | 'project' | 'tags' | 'title'>;

const ours = (facts: Facts, changes: string): SampleFile => ({
  ...facts,
  author: OURS,
  licence: 'CC0-1.0',
  source: { kind: 'own' },
  changes,
});

/** What follows from a picture keeps that picture's author and licence. */
const film = (from: WorkId, facts: Omit<Facts, 'title' | 'type' | 'mime'>): SampleFile => {
  const { package: name, file, title, author, licence } = works[from];
  const source = { kind: 'debian', package: name, file } as const;
  const changes = 'made into a film that moves over the picture';
  return { ...facts, type: 'video', mime: 'video/mp4', title, author, licence, source, changes };
};

/** Makes the films, the sound, the guide, the texts and the logo; `pathOf` gives the file that a work is in. */
export async function makeOwnFiles(folder: string, pathOf: (id: WorkId) => string): Promise<SampleFile[]> {
  const at = (path: string): string => join(folder, path);
  const files = {
    wide: film('dandelion', {
      path: 'files/dandelion-pan.mp4',
      name: '민들레 들판_6초.mp4',
      brand: 'ongyeol',
      project: 'autumn-walk',
      tags: ['영상', '들판', 'banner'],
    }),
    story: film('sunset', {
      path: 'files/sunset-story.mp4',
      name: 'sunset-story_9x16.mp4',
      brand: 'ongyeol',
      project: 'always-on-social',
      tags: ['영상', '노을', '스토리'],
    }),
    sound: ours(
      {
        path: 'files/brand-chime.mp3',
        name: '루멘_사운드 로고.mp3',
        type: 'audio',
        mime: 'audio/mpeg',
        brand: 'lumen-studio',
        project: null,
        tags: ['브랜드 키트', '사운드'],
        title: 'Brand chime',
      },
      'synthesised',
    ),
    guide: ours(
      {
        path: 'files/brand-guide.pdf',
        name: 'Lumen Studio_Brand Guide.pdf',
        type: 'document',
        mime: 'application/pdf',
        brand: 'lumen-studio',
        project: null,
        tags: ['브랜드 키트', '가이드'],
        title: 'Brand guide',
      },
      'written and set',
    ),
    press: ours(
      {
        path: 'files/autumn-walk-press.txt',
        name: '가을 산책_보도자료.txt',
        type: 'text',
        mime: 'text/plain',
        brand: 'ongyeol',
        project: 'autumn-walk',
        tags: ['캠페인/가을', '보도자료'],
        title: 'Press release of Autumn Walk',
      },
      'written',
    ),
    copy: ours(
      {
        path: 'files/spring-launch-copy.md',
        name: 'spring-launch_copy.md',
        type: 'text',
        mime: 'text/markdown',
        brand: 'lumen-studio',
        project: 'spring-launch',
        tags: ['카피', 'copy'],
        title: 'Product copy of Spring Launch',
      },
      'written',
    ),
    logo: ours(
      {
        path: 'files/lumen-logo.png',
        name: '루멘_로고_투명.png',
        type: 'image',
        mime: 'image/png',
        brand: 'lumen-studio',
        project: null,
        tags: ['브랜드 키트', '로고', 'transparent'],
        title: 'Lumen Studio logo',
      },
      'drawn',
    ),
  };
  await pan(pathOf('dandelion'), at(files.wide.path), { width: 1280, height: 720, seconds: 6 });
  await pan(pathOf('sunset'), at(files.story.path), { width: 720, height: 1280, seconds: 5 });
  await chime(at(files.sound.path));
  await writeFile(at(files.guide.path), brandGuide());
  await writeFile(at(files.press.path), press);
  await writeFile(at(files.copy.path), launchCopy);
  await sharp(Buffer.from(logo)).png({ compressionLevel: 9, palette: false }).toFile(at(files.logo.path));
  return Object.values(files);
}

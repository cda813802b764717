import type { SampleManifest } from '../../shared/sample-library.ts';

/** Two invented brands. */
export const brands: SampleManifest['brands'] = [
  {
    slug: 'ongyeol',
    name: { ko: '온결', en: 'Ongyeol' },
    description: {
      ko: '걷는 사람을 위한 아웃도어 라이프스타일 브랜드 (예시)',
      en: 'An outdoor lifestyle brand for people who walk (example)',
    },
    projects: [
      {
        slug: 'autumn-walk',
        name: { ko: '가을 산책 캠페인', en: 'Autumn Walk' },
        description: { ko: '가을 시즌 화보와 배너', en: 'Photographs and banners of the autumn season' },
      },
      {
        slug: 'new-year',
        name: { ko: '신년 캠페인', en: 'New Year' },
        description: { ko: '새해 키비주얼과 배경', en: 'Key visuals and backgrounds of the new year' },
      },
      {
        slug: 'always-on-social',
        name: { ko: 'SNS 상시', en: 'Always-on Social' },
        description: { ko: '매주 올리는 피드와 스토리', en: 'The weekly feed and stories' },
      },
    ],
  },
  {
    slug: 'lumen-studio',
    name: { ko: '루멘 스튜디오', en: 'Lumen Studio' },
    description: {
      ko: '그래픽과 공간을 만드는 디자인 스튜디오 (예시)',
      en: 'A design studio for graphics and spaces (example)',
    },
    projects: [
      {
        slug: 'spring-launch',
        name: { ko: '봄 신제품 출시', en: 'Spring Launch' },
        description: {
          ko: '봄 컬렉션 제품컷과 키비주얼',
          en: 'Product shots and key visuals of the spring collection',
        },
      },
      {
        slug: 'seongsu-store',
        name: { ko: '성수 매장 오픈', en: 'Seongsu Store Opening' },
        description: { ko: '매장 사진, 포스터, 안내문', en: 'Photographs, posters and notices of the store' },
      },
    ],
  },
];

import type { FileMetadata } from '@shared/domain/asset.ts';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/use-format.ts';
import { Facts, Section } from './section.tsx';

const plain = [
  'title',
  'description',
  'creator',
  'copyright',
  'artist',
  'album',
  'camera',
  'lens',
  'exposure',
  'software',
  'colorProfile',
  'fontFamily',
  'fontAxes',
] as const;

/** What the file says about itself. */
export function FileMetadataSection({ metadata }: { metadata: FileMetadata }) {
  const { t } = useTranslation('inspector');
  const format = useFormat();
  const facts = [
    ...plain.map((key) => [t(`metadata.${key}`), metadata[key]] as const),
    [t('metadata.takenAt'), metadata.takenAt === null ? null : format.dateTime(metadata.takenAt)] as const,
    [
      t('metadata.fontStyle'),
      [metadata.fontStyle, metadata.fontWeight].filter((part) => part !== null).join(' · '),
    ] as const,
    [
      t('metadata.glyphCount'),
      metadata.glyphCount === null ? null : format.number(metadata.glyphCount),
    ] as const,
    [t('metadata.keywords'), metadata.keywords.slice(0, 20).join(', ')] as const,
  ];
  if (facts.every(([, value]) => value === null || value === '')) return null;
  return (
    <Section title={t('metadata.heading')}>
      <Facts facts={facts} />
    </Section>
  );
}

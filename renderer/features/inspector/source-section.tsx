import type { AssetDetails } from '@shared/domain/asset.ts';
import { useTranslation } from 'react-i18next';
import { Facts, Section } from './section.tsx';
import { otherFacts, sourceName, watchedPlace } from './source.ts';

/** Where an asset comes from: the program, and what it told beside how it was made. */
export function SourceSection({ asset }: { asset: AssetDetails }) {
  const { t } = useTranslation('inspector');
  const facts = otherFacts(asset.sourceMetadata);
  const watched = watchedPlace(asset.sourceMetadata);
  const known = sourceName(asset.source);
  if (facts.length === 0 && watched === null && (known === null || known.kind === 'app')) return null;
  const byApp = watched === null ? t('source.uploader') : t('source.watched', { name: watched.folder });
  const name = known?.kind === 'program' ? known.name : known === null ? null : byApp;
  return (
    <Section title={t('source.title')}>
      <Facts
        facts={[
          [t('source.program'), name],
          [t('source.file'), watched?.path],
          ...facts.map(({ key, value }) => [key, value] as const),
        ]}
      />
    </Section>
  );
}

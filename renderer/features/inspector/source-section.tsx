import type { AssetDetails } from '@shared/domain/asset.ts';
import { useTranslation } from 'react-i18next';
import { Facts, Section } from './section.tsx';
import { otherFacts, sourceName } from './source.ts';

/** Where an asset comes from: the program, and what it told beside how it was made. */
export function SourceSection({ asset }: { asset: AssetDetails }) {
  const { t } = useTranslation('inspector');
  const facts = otherFacts(asset.sourceMetadata);
  const known = sourceName(asset.source);
  if (known === null && facts.length === 0) return null;
  const name = known === null ? null : known.kind === 'app' ? t('source.uploader') : known.name;
  if (known?.kind === 'app' && facts.length === 0) return null;
  return (
    <Section title={t('source.title')}>
      <Facts facts={[[t('source.program'), name], ...facts.map(({ key, value }) => [key, value] as const)]} />
    </Section>
  );
}

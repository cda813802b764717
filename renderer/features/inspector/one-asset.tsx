import type { AssetId } from '@shared/domain/ids.ts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '../../components/index.ts';
import { detailsOptions } from '../library/data/queries.ts';
import { VersionsSection } from '../versions/versions-section.tsx';
import { AssetFacts } from './asset-facts.tsx';
import { AssetHeader } from './asset-header.tsx';
import { AssetMarks } from './asset-marks.tsx';
import { FileMetadataSection } from './file-metadata.tsx';
import styles from './inspector.module.css';
import { InspectorSkeleton } from './inspector-skeleton.tsx';
import { Note } from './note-field.tsx';
import { ProvenanceSection } from './provenance-section.tsx';
import { SimilarStrip } from './similar-strip.tsx';
import { SourceSection } from './source-section.tsx';
import { TextExcerpt } from './text-excerpt.tsx';

/** Everything about one asset. The one before stays until the next is there, so that moving on does not flash. */
export function OneAsset({ id }: { id: AssetId }) {
  const { t } = useTranslation('inspector');
  const {
    data: asset,
    error,
    refetch,
    isPlaceholderData,
  } = useQuery({
    ...detailsOptions(id),
    placeholderData: keepPreviousData,
  });
  if (error !== null && asset?.id !== id) {
    return <ErrorState compact error={error} onRetry={() => void refetch()} />;
  }
  if (asset === undefined) return <InspectorSkeleton />;
  const inTrash = asset.deletedAt !== null;
  return (
    <section
      className={styles.pane}
      aria-busy={isPlaceholderData}
      // What is typed or clicked meanwhile would go to the asset before.
      inert={isPlaceholderData}
      aria-label={t('one', { name: asset.name })}
    >
      <AssetHeader asset={asset} />
      {!inTrash && <AssetMarks asset={asset} />}
      <AssetFacts asset={asset} />
      {!(inTrash && asset.versions <= 1) && <VersionsSection key={`versions ${asset.id}`} asset={asset} />}
      {asset.type === 'image' && !inTrash && <SimilarStrip asset={asset} />}
      {!inTrash && <Note key={asset.id} id={asset.id} note={asset.note} />}
      {asset.text !== null && asset.text !== '' && <TextExcerpt text={asset.text} id={asset.id} />}
      {asset.provenance !== null && <ProvenanceSection asset={asset} made={asset.provenance} />}
      <SourceSection asset={asset} />
      {asset.metadata !== null && <FileMetadataSection metadata={asset.metadata} />}
    </section>
  );
}

import { Spinner } from '@renderer/components/index.ts';
import type { AssetId } from '@shared/domain/ids.ts';
import { type Ref, useImperativeHandle, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './compare.module.css';
import { FileStage } from './file-stage.tsx';
import { kindOf } from './kind.ts';
import { PictureStage } from './picture-stage.tsx';
import { noInset, type StageHandle, type StageProps } from './stage.ts';
import { useDetails } from './use-details.ts';
import type { SharedZoom } from './zoom.ts';

interface CompareProps {
  ids: readonly AssetId[];
  onZoom: StageProps['onZoom'];
  ref: Ref<StageHandle>;
}

/** Two to four assets side by side; zooming and moving one moves all to the same part. */
export function Compare({ ids, onZoom, ref }: CompareProps) {
  const { t } = useTranslation('viewer');
  const [shared, setShared] = useState<SharedZoom | null>(null);
  const first = useRef<StageHandle>(null);
  // The first moves by command; the others follow it.
  useImperativeHandle(ref, () => ({ run: (command) => first.current?.run(command) ?? false }), []);
  return (
    <section className={styles.compare} data-count={ids.length} aria-label={t('compare.label')}>
      {ids.map((id, index) => (
        <Pane
          key={id}
          id={id}
          ref={index === 0 ? first : null}
          onZoom={index === 0 ? onZoom : ignore}
          shared={shared}
          onShare={setShared}
        />
      ))}
    </section>
  );
}

const ignore = (): void => undefined;

interface PaneProps {
  id: AssetId;
  ref: Ref<StageHandle>;
  onZoom: StageProps['onZoom'];
  shared: SharedZoom | null;
  onShare(shared: SharedZoom): void;
}

function Pane({ id, ref, onZoom, shared, onShare }: PaneProps) {
  const { t } = useTranslation('viewer');
  const { data } = useDetails(id);
  return (
    <figure className={styles.pane}>
      <div className={styles.stage}>
        {data === undefined ? (
          <Spinner size={20} label={t('loading')} />
        ) : kindOf(data) === 'picture' || data.previewUrl !== null ? (
          <PictureStage
            ref={ref}
            asset={data}
            details={data}
            onZoom={onZoom}
            inset={noInset}
            shared={shared}
            onShare={onShare}
          />
        ) : (
          <FileStage asset={data} details={data} />
        )}
      </div>
      <figcaption>
        {data?.name}
        {data?.width != null && <span>{`${data.width} × ${data.height}`}</span>}
      </figcaption>
    </figure>
  );
}

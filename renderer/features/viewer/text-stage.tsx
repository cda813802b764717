import { Skeleton } from '@renderer/components/index.ts';
import clsx from 'clsx';
import { useEffect, useImperativeHandle, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { FileStage } from './file-stage.tsx';
import { isCode } from './kind.ts';
import { type StageProps, scrollBy } from './stage.ts';
import styles from './text-stage.module.css';

/** As much of a text as the main process sends, bytes. */
const textLimit = 200_000;

/** Text to read: prose in a comfortable measure, code in letters of one width. */
export function TextStage({ ref, asset, details, onZoom }: StageProps) {
  const { t } = useTranslation('viewer');
  const scroller = useRef<HTMLElement>(null);
  useImperativeHandle(ref, () => ({ run: (command) => scrollBy(command, scroller.current) }), []);
  useEffect(() => onZoom(null), [onZoom]);
  if (details !== undefined && details.text === null) return <FileStage asset={asset} details={details} />;
  const cut = details !== undefined && asset.type === 'text' && asset.size > textLimit;
  return (
    <section ref={scroller} className={styles.stage} aria-label={asset.name}>
      <article className={clsx(styles.sheet, isCode(asset) && styles.code)} data-selectable>
        {details === undefined ? (
          <div className={styles.wait} role="status" aria-label={t('loading')}>
            {[92, 78, 86, 64, 90, 40].map((width) => (
              <Skeleton key={width} width={`${width}%`} height={14} />
            ))}
          </div>
        ) : details.text === '' ? (
          <p className={styles.empty}>{t('text.empty')}</p>
        ) : (
          details.text
        )}
        {cut && <p className={styles.cut}>{t('text.cut')}</p>}
      </article>
    </section>
  );
}

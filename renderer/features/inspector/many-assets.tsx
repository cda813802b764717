import type { AssetId } from '@shared/domain/ids.ts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Download, Eraser, FolderInput, RotateCcw, Trash2 } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useCanChange } from '../../app/access.ts';
import { client } from '../../app/client.ts';
import { queryKeys } from '../../app/query-keys.ts';
import { useFormat } from '../../app/use-format.ts';
import { useView } from '../../app/view-store.ts';
import { Button, ColorLabelPicker, StarRating } from '../../components/index.ts';
import { assetActions } from '../library/actions/asset-actions.ts';
import { useAssetDialog } from '../library/actions/dialog-store.ts';
import { SelectionTags } from '../library/actions/selection-tags.tsx';
import { Thumbnail } from '../library/cells/thumbnail.tsx';
import { focusGrid, offerFocus } from '../library/focus-requests.ts';
import styles from './inspector.module.css';
import { Section } from './section.tsx';
import { summarise } from './summarise.ts';

/** As many facts as one call gives; of more only the number is shown. */
const mostSummarised = 400;
const stacked = 4;

/** A selection of many: what they have in common, and what can be done with all at once. */
export function ManyAssets({ ids: selected }: { ids: ReadonlySet<AssetId> }) {
  const { t } = useTranslation(['inspector', 'library', 'common']);
  const format = useFormat();
  const canChange = useCanChange();
  const inTrash = useView((state) => state.scope.kind === 'trash' && state.main.kind === 'library');
  const ids = useMemo(() => [...selected], [selected]);
  const all = ids.length <= mostSummarised;
  const asked = useMemo(() => (all ? ids : ids.slice(0, stacked)), [ids, all]);
  const { data } = useQuery({
    queryKey: queryKeys.summaries(asked),
    queryFn: () => client.assets.summaries({ ids: asked }),
    placeholderData: keepPreviousData,
  });
  const tags = useRef<HTMLInputElement>(null);
  useEffect(() => offerFocus('tags', () => tags.current?.focus()), []);
  const common = all && data !== undefined ? summarise(data.assets) : null;
  const tagged = canChange || data?.assets.some((asset) => asset.tags.length > 0) === true;
  const marked = canChange || (common !== null && (Boolean(common.rating) || Boolean(common.label)));
  return (
    <section className={styles.pane} aria-label={t('many', { count: ids.length })}>
      <div className={styles.stack} aria-hidden>
        {data?.assets.slice(0, stacked).map((asset) => (
          <span key={asset.id} className={styles.stacked}>
            <Thumbnail asset={asset} small />
          </span>
        ))}
      </div>
      <div className={styles.title}>
        <h2 className={styles.name}>{t('many', { count: ids.length })}</h2>
        {common !== null && (
          <p className={styles.sub}>
            {[
              format.bytes(common.bytes),
              ...common.types.map(({ type, count }) =>
                t('typeCount', { type: t(`common:assetType.${type}`), count }),
              ),
            ].join(' · ')}
          </p>
        )}
      </div>
      {inTrash && canChange && (
        <div className={styles.buttons}>
          <Button icon={RotateCcw} onClick={() => void assetActions.restore(ids)}>
            {t('library:menu.restore')}
          </Button>
          <Button
            icon={Trash2}
            variant="danger"
            onClick={() => void assetActions.purge(ids, ids.length, common?.bytes ?? null)}
          >
            {t('library:menu.purge')}
          </Button>
        </div>
      )}
      {!inTrash && (
        <>
          {tagged && (
            <Section title={t('tags')}>
              <SelectionTags ids={ids} readOnly={!canChange} inputRef={tags} onEscape={focusGrid} />
            </Section>
          )}
          {marked && (
            <Section title={t('marks')}>
              <div className={styles.rating}>
                <StarRating
                  readOnly={!canChange}
                  value={common === null ? null : common.rating}
                  onChange={(rating) => void assetActions.rate(ids, rating)}
                />
                <ColorLabelPicker
                  readOnly={!canChange}
                  value={common === null ? undefined : common.label}
                  onChange={(label) => void assetActions.label(ids, label)}
                />
              </div>
            </Section>
          )}
          <div className={styles.buttons}>
            {canChange && (
              <Button icon={FolderInput} onClick={() => useAssetDialog.getState().ask({ kind: 'move', ids })}>
                {t('library:menu.move')}
              </Button>
            )}
            <Button icon={Download} onClick={() => void assetActions.saveCopies(ids)}>
              {t('library:menu.saveCopies')}
            </Button>
            <Button icon={Eraser} onClick={() => void assetActions.saveBareCopies(ids)}>
              {t('library:menu.saveBareCopies')}
            </Button>
            {canChange && (
              <Button icon={Trash2} onClick={() => void assetActions.trash(ids)}>
                {t('library:menu.trash')}
              </Button>
            )}
          </div>
        </>
      )}
    </section>
  );
}

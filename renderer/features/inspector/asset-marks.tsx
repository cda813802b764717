import type { AssetDetails } from '@shared/domain/asset.ts';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useCanChange } from '../../app/access.ts';
import { ColorLabelPicker, StarRating, TagInput, TagList, toast } from '../../components/index.ts';
import { assetActions } from '../library/actions/asset-actions.ts';
import { focusGrid, offerFocus } from '../library/focus-requests.ts';
import styles from './inspector.module.css';

/** Tags, rating, colour label and the colours of the picture. */
export function AssetMarks({ asset }: { asset: AssetDetails }) {
  const { t } = useTranslation('inspector');
  const tags = useRef<HTMLInputElement>(null);
  const readOnly = !useCanChange();
  useEffect(() => offerFocus('tags', () => tags.current?.focus()), []);
  const ids = [asset.id];
  const tagged = asset.tags.map((tag) => ({ tag }));
  const copy = async (hex: string): Promise<void> => {
    await navigator.clipboard.writeText(hex);
    toast.success(t('colorCopied', { hex }));
  };
  return (
    <div className={styles.marks}>
      {readOnly ? (
        <TagList tags={tagged} label={t('tags')} />
      ) : (
        <TagInput
          inputRef={tags}
          tags={tagged}
          brandId={asset.brandId}
          onAdd={(add) => void assetActions.tag(ids, { add })}
          onRemove={(tag) => void assetActions.tag(ids, { remove: [tag] })}
          onEscape={focusGrid}
        />
      )}
      {(!readOnly || asset.rating > 0 || asset.label !== null) && (
        <div className={styles.rating}>
          <StarRating
            readOnly={readOnly}
            value={asset.rating}
            onChange={(rating) => void assetActions.rate(ids, rating)}
          />
          <ColorLabelPicker
            readOnly={readOnly}
            value={asset.label}
            onChange={(label) => void assetActions.label(ids, label)}
          />
        </div>
      )}
      {asset.colors.length > 0 && (
        <fieldset className={styles.colors} aria-label={t('colors')}>
          {asset.colors.map(({ hex, share }) => (
            <button
              key={hex}
              type="button"
              className={styles.swatch}
              style={{ background: hex, flexGrow: Math.max(0.12, share) }}
              title={hex}
              aria-label={t('copyColor', { hex })}
              onClick={() => void copy(hex)}
            />
          ))}
        </fieldset>
      )}
    </div>
  );
}

import type { AssetId } from '@shared/domain/ids.ts';
import { plainText } from '@shared/domain/visible-text.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { assetActions } from '../library/actions/asset-actions.ts';
import { splitName } from '../library/cells/describe.ts';
import { focusGrid } from '../library/focus-requests.ts';
import styles from './inspector.module.css';

/** The name; pressed, it becomes a field for the part before the extension. */
export function NameField({ id, name, editable }: { id: AssetId; name: string; editable: boolean }) {
  const { t } = useTranslation('inspector');
  const { stem, extension } = splitName(name);
  const [editing, setEditing] = useState(false);
  const [typed, setTyped] = useState(stem);
  if (!editing) {
    if (!editable) return <h2 className={styles.name}>{name}</h2>;
    return (
      <h2>
        <button type="button" className={styles.name} title={t('rename')} onClick={() => setEditing(true)}>
          {name}
        </button>
      </h2>
    );
  }
  const finish = (keep: boolean): void => {
    const wanted = plainText(typed);
    setEditing(false);
    if (keep && wanted !== '' && wanted !== stem) void assetActions.rename(id, `${wanted}${extension}`);
    else setTyped(stem);
  };
  return (
    <span className={styles.nameEdit}>
      <input
        ref={(input) => input?.focus()}
        aria-label={t('rename')}
        value={typed}
        maxLength={255 - extension.length}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={() => finish(true)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key !== 'Enter' && event.key !== 'Escape') return;
          event.preventDefault();
          finish(event.key === 'Enter');
          focusGrid();
        }}
      />
      {extension !== '' && <span className={styles.extension}>{extension}</span>}
    </span>
  );
}

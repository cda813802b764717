import clsx from 'clsx';
import { ImageDown, Search, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { onEvent } from '../../../app/client.ts';
import { matchesShortcut } from '../../../app/shortcut.ts';
import { useView } from '../../../app/view-store.ts';
import { Icon, Kbd, Spinner } from '../../../components/index.ts';
import { focusGrid } from '../focus-requests.ts';
import styles from './search-box.module.css';
import { searchDelay, searchText } from './search-text.ts';
import { usePictureDrop } from './use-picture-drop.ts';

/** Searches names, tags, notes and texts while typing; a picture dropped on it finds what looks like it. */
export function SearchBox() {
  const { t } = useTranslation('library');
  const main = useView((state) => state.main);
  const { typed, type, clear, input } = useSearchText();
  const drop = usePictureDrop();
  useSearchFocus(input);

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      if (typed !== '') clear();
      else if (main.kind === 'similar') useView.getState().showLibrary();
      else focusGrid();
    } else if (event.key === 'Backspace' && typed === '' && main.kind === 'similar') {
      useView.getState().showLibrary();
    } else if (event.key === 'Enter' || event.key === 'ArrowDown') {
      event.preventDefault();
      focusGrid();
    }
  };

  return (
    <search className={clsx(styles.box, drop.over && styles.over)} {...drop.handlers}>
      {drop.busy ? <Spinner size={16} /> : <Icon icon={drop.over ? ImageDown : Search} />}
      {main.kind === 'similar' && (
        <span className={styles.token}>
          {main.previewUrl !== null && <img src={main.previewUrl} alt="" />}
          <span className={styles.tokenName}>{t('search.similarTo', { name: main.title })}</span>
          <button
            type="button"
            aria-label={t('search.leaveSimilar')}
            onClick={() => useView.getState().showLibrary()}
          >
            <Icon icon={X} size={12} />
          </button>
        </span>
      )}
      <input
        ref={input}
        type="search"
        className={styles.input}
        aria-label={t('search.label')}
        placeholder={drop.over ? t('search.drop') : main.kind === 'similar' ? '' : t('search.placeholder')}
        spellCheck={false}
        autoComplete="off"
        maxLength={200}
        value={typed}
        onChange={(event) => type(event.currentTarget.value, event.nativeEvent)}
        onCompositionEnd={(event) => type(event.currentTarget.value, null)}
        onKeyDown={onKeyDown}
      />
      {typed !== '' ? (
        <button
          type="button"
          className={styles.clear}
          aria-label={t('search.clear')}
          onClick={() => {
            clear();
            input.current?.focus();
          }}
        >
          <Icon icon={X} size={14} />
        </button>
      ) : (
        <Kbd keys="Mod+K" />
      )}
    </search>
  );
}

/** What is typed at once, and the search text of the view a moment later. */
function useSearchText() {
  const text = useView((state) => state.text);
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<number | undefined>(undefined);
  const sent = useRef(text);
  const [typed, setTyped] = useState(text);

  useEffect(() => {
    // The view changed it, as when another place was chosen.
    if (text === sent.current) return;
    sent.current = text;
    window.clearTimeout(timer.current);
    setTyped(text);
  }, [text]);
  useEffect(() => () => window.clearTimeout(timer.current), []);

  const send = (next: string): void => {
    if (next === sent.current) return;
    sent.current = next;
    useView.getState().setText(next);
  };
  return {
    typed,
    input,
    type: (value: string, event: Event | null): void => {
      setTyped(value);
      const isComposing = event instanceof InputEvent && event.isComposing;
      window.clearTimeout(timer.current);
      timer.current = window.setTimeout(() => send(searchText(value, isComposing)), searchDelay(isComposing));
    },
    clear: (): void => {
      window.clearTimeout(timer.current);
      setTyped('');
      send('');
    },
  };
}

/** Ctrl+F or ⌘F and the menu's Search lead here. */
function useSearchFocus(input: React.RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const focus = (): void => {
      input.current?.focus();
      input.current?.select();
    };
    const onKeyDown = (event: globalThis.KeyboardEvent): void => {
      if (!matchesShortcut(event, 'Mod+F') || document.querySelector('[role=dialog]') !== null) return;
      event.preventDefault();
      focus();
    };
    document.addEventListener('keydown', onKeyDown);
    const stop = onEvent('app.command', ({ command }) => {
      if (command === 'search') focus();
    });
    return () => {
      document.removeEventListener('keydown', onKeyDown);
      stop();
    };
  }, [input]);
}

import clsx from 'clsx';
import { ImageDown, Search, Sparkles, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { onEvent } from '../../../app/client.ts';
import { isMac, matchesShortcut } from '../../../app/shortcut.ts';
import { useView } from '../../../app/view-store.ts';
import { Icon, Kbd, Spinner, Tooltip } from '../../../components/index.ts';
import { focusGrid } from '../focus-requests.ts';
import styles from './search-box.module.css';
import { searchDelay, searchText } from './search-text.ts';
import { useMeaningSearch } from './use-meaning-search.ts';
import { usePictureDrop } from './use-picture-drop.ts';

/**
 * Searches names, tags, notes and texts while typing; a picture dropped on it finds what looks like it. Where the
 * model knows words, it searches by what they mean, too: with the switch, or at once by Ctrl+Enter.
 */
export function SearchBox() {
  const { t } = useTranslation('library');
  const main = useView((state) => state.main);
  const { typed, type, clear, input, hold } = useSearchText();
  const drop = usePictureDrop();
  const meaning = useMeaningSearch();
  useSearchFocus(input);

  const toggleMeaning = (): void => {
    const on = !meaning.on;
    meaning.setOn(on);
    // What was typed for the one search is there for the other.
    if (on) hold();
    else type(typed, null);
    input.current?.focus();
  };
  const placeholder = drop.over
    ? t('search.drop')
    : meaning.on
      ? t('search.meaningPlaceholder')
      : main.kind === 'similar'
        ? ''
        : t('search.placeholder');
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      if (typed !== '') clear();
      else if (main.kind === 'similar') useView.getState().showLibrary();
      else focusGrid();
    } else if (event.key === 'Backspace' && typed === '' && main.kind === 'similar') {
      useView.getState().showLibrary();
    } else if (event.key === 'Enter' && meaning.available && (meaning.on || isMod(event))) {
      event.preventDefault();
      if (meaning.search(typed)) clear();
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
          <span className={styles.tokenName}>
            {t(main.source.kind === 'text' ? 'search.byMeaningOf' : 'search.similarTo', { name: main.title })}
          </span>
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
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        maxLength={meaning.on ? 500 : 200}
        value={typed}
        onChange={(event) => type(event.currentTarget.value, event.nativeEvent, meaning.on)}
        onCompositionEnd={(event) => type(event.currentTarget.value, null, meaning.on)}
        onKeyDown={onKeyDown}
      />
      {meaning.available && (
        <Tooltip
          label={t(meaning.on ? 'search.meaningOff' : 'search.meaningOn')}
          {...(!meaning.on && { shortcut: 'Mod+Enter' })}
        >
          <button
            type="button"
            className={clsx(styles.meaning, meaning.on && styles.meaningOn)}
            aria-pressed={meaning.on}
            aria-label={t('search.meaning')}
            onClick={toggleMeaning}
          >
            <Icon icon={Sparkles} size={14} />
            {t('search.meaningShort')}
          </button>
        </Tooltip>
      )}
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

const isMod = (event: KeyboardEvent): boolean => (isMac ? event.metaKey : event.ctrlKey);

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
    type: (value: string, event: Event | null, held = false): void => {
      setTyped(value);
      if (held) return;
      const isComposing = event instanceof InputEvent && event.isComposing;
      window.clearTimeout(timer.current);
      timer.current = window.setTimeout(() => send(searchText(value, isComposing)), searchDelay(isComposing));
    },
    /** Keeps what is typed and searches nothing by it. */
    hold: (): void => {
      window.clearTimeout(timer.current);
      send('');
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

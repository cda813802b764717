import type { BrandId } from '@shared/domain/ids.ts';
import clsx from 'clsx';
import { Plus, X } from 'lucide-react';
import { Popover } from 'radix-ui';
import { type KeyboardEvent, type Ref, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import floating from './floating.module.css';
import { Icon } from './icon.tsx';
import styles from './tag-input.module.css';
import { cleanTags, useTagSuggestions } from './tag-suggestions.ts';

export interface TagInputProps {
  /** Tags as shown; `partial` marks those that only some of the selection carry, with how many. */
  tags: readonly { tag: string; partial?: boolean; count?: number }[];
  onAdd: (tags: string[]) => void;
  onRemove: (tag: string) => void;
  /** Suggestions from this brand first; null: from everywhere. */
  brandId: BrandId | null;
  label?: string;
  placeholder?: string;
  inputRef?: Ref<HTMLInputElement>;
  onEscape?: () => void;
}

/** Chips with a combobox: Enter or comma adds, Backspace in the empty field takes the last one away. */
export function TagInput({
  tags,
  onAdd,
  onRemove,
  brandId,
  label,
  placeholder,
  inputRef,
  onEscape,
}: TagInputProps) {
  const { t } = useTranslation('common');
  const listId = useId();
  const [text, setText] = useState('');
  const [focused, setFocused] = useState(false);
  const [active, setActive] = useState(-1);
  const suggestions = useTagSuggestions({
    brandId,
    text,
    enabled: focused,
    exclude: tags.filter((tag) => tag.partial !== true).map((tag) => tag.tag),
  });
  const open = focused && suggestions.length > 0;

  const add = (value: string): void => {
    const clean = cleanTags(value);
    if (clean.length > 0) onAdd(clean);
    setText('');
    setActive(-1);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    // Enter while a Hangul syllable is being composed only ends the syllable.
    if (event.nativeEvent.isComposing) return;
    const last = suggestions.length - 1;
    if (event.key === 'ArrowDown') setActive(active >= last ? 0 : active + 1);
    else if (event.key === 'ArrowUp') setActive(active <= 0 ? last : active - 1);
    else if (event.key === 'Enter' || event.key === ',') add(suggestions[active]?.tag ?? text);
    else if (event.key === 'Tab' && active >= 0) add(suggestions[active]?.tag ?? text);
    else if (event.key === 'Backspace' && text === '') {
      const tag = tags.at(-1);
      if (tag) onRemove(tag.tag);
      return;
    } else if (event.key === 'Escape') {
      if (text === '') onEscape?.();
      setText('');
      setActive(-1);
      event.stopPropagation();
      return;
    } else return;
    event.preventDefault();
  };

  return (
    <Popover.Root open={open}>
      <Popover.Anchor asChild>
        <div className={styles.box}>
          {tags.map(({ tag, partial, count }) => (
            <span key={tag} className={clsx(styles.tag, partial && styles.partial)}>
              <span className={styles.name}>{tag}</span>
              {partial && count !== undefined && <span className={styles.count}>{count}</span>}
              {partial && (
                <button
                  type="button"
                  className={styles.action}
                  aria-label={t('tags.addToAll', { tag })}
                  onClick={() => onAdd([tag])}
                >
                  <Icon icon={Plus} size={12} />
                </button>
              )}
              <button
                type="button"
                className={styles.action}
                aria-label={t('tags.remove', { tag })}
                onClick={() => onRemove(tag)}
              >
                <Icon icon={X} size={12} />
              </button>
            </span>
          ))}
          <input
            ref={inputRef}
            className={styles.input}
            role="combobox"
            aria-expanded={open}
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={active >= 0 ? `${listId}-${active}` : undefined}
            aria-label={label ?? t('tags.add')}
            placeholder={placeholder ?? t('tags.placeholder')}
            spellCheck={false}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
              setActive(-1);
            }}
            onKeyDown={onKeyDown}
            onFocus={() => setFocused(true)}
            onBlur={() => {
              setFocused(false);
              add(text);
            }}
          />
        </div>
      </Popover.Anchor>
      <Popover.Portal>
        <Popover.Content
          className={clsx(floating.surface, styles.list)}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          onOpenAutoFocus={(event) => event.preventDefault()}
          onCloseAutoFocus={(event) => event.preventDefault()}
        >
          <div id={listId} role="listbox" aria-label={t('tags.suggestions')}>
            {suggestions.map(({ tag, count }, index) => (
              // The field keeps the focus (aria-activedescendant), so pointer-down must not take it.
              <div
                key={tag}
                id={`${listId}-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === active}
                className={floating.option}
                onPointerDown={(event) => event.preventDefault()}
                onPointerMove={() => setActive(index)}
                onClick={() => add(tag)}
                onKeyDown={() => {}}
              >
                <span className={styles.optionName}>{tag}</span>
                <span className={styles.count}>{count}</span>
              </div>
            ))}
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

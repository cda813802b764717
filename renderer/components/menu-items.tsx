import clsx from 'clsx';
import { Check, ChevronRight, type LucideIcon } from 'lucide-react';
import type { DropdownMenu, ContextMenu as RadixContextMenu } from 'radix-ui';
import floating from './floating.module.css';
import { Icon } from './icon.tsx';
import { Kbd } from './kbd.tsx';
import styles from './menu.module.css';

interface MenuAction {
  label: string;
  onSelect: () => void;
  icon?: LucideIcon;
  /** A dot of this colour in place of an icon (brands, labels). */
  dot?: string;
  shortcut?: string;
  hint?: string;
  danger?: boolean;
  disabled?: boolean;
  /** Makes it a check item. */
  checked?: boolean;
}
interface MenuGroup {
  label: string;
  items: MenuEntry[];
  icon?: LucideIcon;
  dot?: string;
  disabled?: boolean;
}
/** One line of a menu: an action, a submenu (`items`), a heading or a separator. */
export type MenuEntry = MenuAction | MenuGroup | { heading: string } | 'separator';

/** Dropdown and context menus have the same parts under different roots. */
type MenuParts = typeof DropdownMenu | typeof RadixContextMenu;

function keyOf(entry: MenuEntry, index: number): string {
  if (entry === 'separator') return `separator-${index}`;
  return `${'heading' in entry ? entry.heading : entry.label}-${index}`;
}

function Face({ icon, dot, label }: { icon?: LucideIcon; dot?: string; label: string }) {
  return (
    <>
      {icon && <Icon icon={icon} />}
      {dot && <span className={styles.dot} style={{ background: dot }} aria-hidden />}
      <span className={styles.text}>{label}</span>
    </>
  );
}

export function MenuItems({ parts: Parts, entries }: { parts: MenuParts; entries: MenuEntry[] }) {
  return entries.map((entry, index) => {
    const key = keyOf(entry, index);
    if (entry === 'separator') return <Parts.Separator key={key} className={styles.separator} />;
    if ('heading' in entry) {
      return (
        <Parts.Label key={key} className={styles.label}>
          {entry.heading}
        </Parts.Label>
      );
    }
    if ('items' in entry) {
      const { items, disabled = false, ...face } = entry;
      return (
        <Parts.Sub key={key}>
          <Parts.SubTrigger className={clsx(floating.option, styles.item)} disabled={disabled}>
            <Face {...face} />
            <Icon icon={ChevronRight} size={14} />
          </Parts.SubTrigger>
          <Parts.Portal>
            <Parts.SubContent
              className={clsx(floating.surface, styles.content)}
              sideOffset={4}
              collisionPadding={8}
            >
              <MenuItems parts={Parts} entries={items} />
            </Parts.SubContent>
          </Parts.Portal>
        </Parts.Sub>
      );
    }
    return <Action key={key} parts={Parts} action={entry} />;
  });
}

function Action({ parts: Parts, action }: { parts: MenuParts; action: MenuAction }) {
  const { label, onSelect, icon, dot, shortcut, hint, danger, disabled = false, checked } = action;
  const shared = {
    className: clsx(floating.option, styles.item, danger && styles.danger),
    disabled,
    onSelect,
  };
  const tail = (
    <>
      <Face label={label} {...(icon && { icon })} {...(dot && { dot })} />
      {hint && <span className={styles.hint}>{hint}</span>}
      {shortcut && <Kbd keys={shortcut} inverse />}
    </>
  );
  if (checked === undefined) return <Parts.Item {...shared}>{tail}</Parts.Item>;
  return (
    <Parts.CheckboxItem {...shared} checked={checked}>
      <span className={styles.mark}>
        <Parts.ItemIndicator>
          <Icon icon={Check} />
        </Parts.ItemIndicator>
      </span>
      {tail}
    </Parts.CheckboxItem>
  );
}

import clsx from 'clsx';
import { DropdownMenu, ContextMenu as RadixContextMenu } from 'radix-ui';
import { type ReactElement, useState } from 'react';
import floating from './floating.module.css';
import styles from './menu.module.css';
import { type MenuEntry, MenuItems } from './menu-items.tsx';

export interface MenuProps {
  /** A button; gets `data-state=open` while the menu is open. */
  trigger: ReactElement;
  items: MenuEntry[];
  align?: 'start' | 'center' | 'end';
  side?: 'top' | 'bottom' | 'left' | 'right';
}

/** A dropdown menu under its button. */
export function Menu({ trigger, items, align = 'start', side = 'bottom' }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className={clsx(floating.surface, styles.content)}
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          loop
        >
          <MenuItems parts={DropdownMenu} entries={items} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

export interface ContextMenuProps {
  /** The area that it opens on; one element that takes a ref. */
  children: ReactElement;
  /** Asked for when the menu opens, so that one menu can serve a whole grid; an empty list opens nothing. */
  items: () => MenuEntry[];
  onOpenChange?: (open: boolean) => void;
}

export function ContextMenu({ children, items, onOpenChange }: ContextMenuProps) {
  const [entries, setEntries] = useState<MenuEntry[]>([]);
  return (
    <RadixContextMenu.Root
      modal={false}
      onOpenChange={(open) => {
        if (open) setEntries(items());
        onOpenChange?.(open);
      }}
    >
      <RadixContextMenu.Trigger asChild>{children}</RadixContextMenu.Trigger>
      {entries.length > 0 && (
        <RadixContextMenu.Portal>
          <RadixContextMenu.Content
            className={clsx(floating.surface, styles.content)}
            collisionPadding={8}
            loop
          >
            <MenuItems parts={RadixContextMenu} entries={entries} />
          </RadixContextMenu.Content>
        </RadixContextMenu.Portal>
      )}
    </RadixContextMenu.Root>
  );
}

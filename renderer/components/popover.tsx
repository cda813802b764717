import clsx from 'clsx';
import { Popover as Radix } from 'radix-ui';
import { type ReactElement, type ReactNode, useState } from 'react';
import { closeByEscape } from './escape.ts';
import floating from './floating.module.css';
import styles from './popover.module.css';

export interface PopoverProps {
  trigger: ReactElement;
  children: ReactNode;
  /** Accessible name of the panel. */
  label: string;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  align?: 'start' | 'center' | 'end';
  side?: 'top' | 'bottom' | 'left' | 'right';
  flush?: boolean;
  className?: string | undefined;
}

export function Popover({
  trigger,
  children,
  label,
  open,
  onOpenChange,
  align = 'start',
  side = 'bottom',
  flush = false,
  className,
}: PopoverProps) {
  const [opened, setOpened] = useState(false);
  const change = onOpenChange ?? setOpened;
  return (
    <Radix.Root open={open ?? opened} onOpenChange={change}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          className={clsx(floating.surface, styles.content, flush && styles.flush, className)}
          aria-label={label}
          onKeyDown={closeByEscape(() => change(false))}
          align={align}
          side={side}
          sideOffset={6}
          collisionPadding={8}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

import clsx from 'clsx';
import { Check, ChevronDown } from 'lucide-react';
import { Select as Radix } from 'radix-ui';
import { type ComponentPropsWithRef, useId } from 'react';
import styles from './field.module.css';
import floating from './floating.module.css';
import { Icon } from './icon.tsx';

export interface TextFieldProps extends Omit<ComponentPropsWithRef<'input'>, 'onChange'> {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  onChange?: (value: string) => void;
  hideLabel?: boolean;
}

export function TextField({
  label,
  hint,
  error,
  onChange,
  hideLabel = false,
  className,
  ...rest
}: TextFieldProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={clsx(styles.field, className)}>
      {!hideLabel && (
        <label className={styles.label} htmlFor={id}>
          {label}
        </label>
      )}
      <input
        type="text"
        id={id}
        className={styles.input}
        spellCheck={false}
        autoComplete="off"
        aria-label={hideLabel ? label : undefined}
        aria-invalid={error !== undefined}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
        onChange={(event) => onChange?.(event.currentTarget.value)}
        {...rest}
      />
      {note !== undefined && (
        <p id={`${id}-note`} className={error === undefined ? styles.hint : styles.error}>
          {note}
        </p>
      )}
    </div>
  );
}

export interface SelectProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
  size?: 's' | 'm';
}

/** One of several from a list. */
export function Select<T extends string>({ label, value, options, onChange, size = 'm' }: SelectProps<T>) {
  return (
    <Radix.Root
      value={value}
      onValueChange={(next) => {
        const option = options.find((candidate) => candidate.value === next);
        if (option) onChange(option.value);
      }}
    >
      <Radix.Trigger className={clsx(styles.select, size === 's' && styles.s)} aria-label={label}>
        <Radix.Value />
        <Radix.Icon asChild>
          <span>
            <Icon icon={ChevronDown} size={14} />
          </span>
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          className={clsx(floating.surface, styles.list)}
          position="popper"
          sideOffset={4}
          collisionPadding={8}
        >
          <Radix.Viewport>
            {options.map((option) => (
              <Radix.Item key={option.value} value={option.value} className={floating.option}>
                <span className={styles.mark}>
                  <Radix.ItemIndicator>
                    <Icon icon={Check} />
                  </Radix.ItemIndicator>
                </span>
                <Radix.ItemText>{option.label}</Radix.ItemText>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

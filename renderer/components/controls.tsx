import clsx from 'clsx';
import { Check, type LucideIcon, Minus } from 'lucide-react';
import { Checkbox as RadixCheckbox, Slider as RadixSlider, ToggleGroup } from 'radix-ui';
import { useId } from 'react';
import styles from './controls.module.css';
import { Icon } from './icon.tsx';
import { Tooltip } from './tooltip.tsx';

export interface SliderProps {
  label: string;
  value: number;
  min: number;
  max: number;
  step?: number;
  onChange: (value: number) => void;
  /** When the thumb is let go. */
  onCommit?: (value: number) => void;
  /** What a screen reader says for the value, such as `75%`. */
  valueText?: string;
  className?: string | undefined;
}

export function Slider({
  label,
  value,
  min,
  max,
  step = 1,
  onChange,
  onCommit,
  valueText,
  className,
}: SliderProps) {
  const first = (values: number[], then: (value: number) => void): void => {
    const [next] = values;
    if (next !== undefined) then(next);
  };
  return (
    <RadixSlider.Root
      className={clsx(styles.slider, className)}
      value={[value]}
      min={min}
      max={max}
      step={step}
      onValueChange={(values) => first(values, onChange)}
      onValueCommit={(values) => onCommit && first(values, onCommit)}
    >
      <RadixSlider.Track className={styles.track}>
        <RadixSlider.Range className={styles.range} />
      </RadixSlider.Track>
      <RadixSlider.Thumb className={styles.thumb} aria-label={label} aria-valuetext={valueText} />
    </RadixSlider.Root>
  );
}

export interface CheckboxProps {
  label: string;
  hint?: string;
  checked: boolean | 'indeterminate';
  onChange: (checked: boolean) => void;
  disabled?: boolean;
  /** Keeps the label for screen readers only. */
  hideLabel?: boolean;
}

export function Checkbox({
  label,
  hint,
  checked,
  onChange,
  disabled = false,
  hideLabel = false,
}: CheckboxProps) {
  const id = useId();
  const box = (
    <RadixCheckbox.Root
      id={id}
      className={styles.checkbox}
      checked={checked}
      disabled={disabled}
      onCheckedChange={(next) => onChange(next === true)}
      {...(hideLabel && { 'aria-label': label })}
    >
      <RadixCheckbox.Indicator>
        <Icon icon={checked === 'indeterminate' ? Minus : Check} size={12} />
      </RadixCheckbox.Indicator>
    </RadixCheckbox.Root>
  );
  if (hideLabel) return box;
  return (
    <div className={styles.field}>
      {box}
      <label className={styles.fieldText} htmlFor={id}>
        {label}
        {hint !== undefined && <span className={styles.hint}>{hint}</span>}
      </label>
    </div>
  );
}

export interface SegmentedProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: string; icon?: LucideIcon }[];
  onChange: (value: T) => void;
  /** Shows icons only; the labels become tooltips and accessible names. */
  iconsOnly?: boolean;
}

/** One of a few, all visible. */
export function Segmented<T extends string>({
  label,
  value,
  options,
  onChange,
  iconsOnly = false,
}: SegmentedProps<T>) {
  return (
    <ToggleGroup.Root
      type="single"
      className={styles.segmented}
      aria-label={label}
      value={value}
      onValueChange={(next) => {
        // Clicking the chosen one gives '': one is always chosen.
        const option = options.find((candidate) => candidate.value === next);
        if (option) onChange(option.value);
      }}
    >
      {options.map((option) => {
        const item = (
          <ToggleGroup.Item
            key={option.value}
            value={option.value}
            className={clsx(styles.segment, iconsOnly && styles.iconOnly)}
            {...(iconsOnly && { 'aria-label': option.label })}
          >
            {option.icon && <Icon icon={option.icon} />}
            {!iconsOnly && option.label}
          </ToggleGroup.Item>
        );
        // The span takes the tooltip's data-state, which would hide the toggle's own.
        return iconsOnly ? (
          <Tooltip key={option.value} label={option.label}>
            <span>{item}</span>
          </Tooltip>
        ) : (
          item
        );
      })}
    </ToggleGroup.Root>
  );
}

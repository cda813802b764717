import { type ColorLabel, colorLabelSchema } from '@shared/domain/asset.ts';
import { RadioGroup } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import styles from './rating.module.css';
import { Tooltip } from './tooltip.tsx';

/** The CSS colour of a label. */
export const labelColor = (label: ColorLabel): string => `var(--label-${label})`;

export interface ColorLabelPickerProps {
  /** Null: no label; undefined: the selection differs. */
  value: ColorLabel | null | undefined;
  onChange: (value: ColorLabel | null) => void;
  /** Shows the label, and nothing where there is none. */
  readOnly?: boolean;
}

export function ColorLabelPicker({ value, onChange, readOnly = false }: ColorLabelPickerProps) {
  const { t } = useTranslation('common');
  if (readOnly) {
    if (value === null || value === undefined) return null;
    return (
      <span className={styles.fixedLabel}>
        <span className={styles.dot} style={{ background: labelColor(value) }} />
        {t(`colorLabel.${value}`)}
      </span>
    );
  }
  const choices = ['none', ...colorLabelSchema.options] as const;
  return (
    <RadioGroup.Root
      aria-label={t('colorLabel.label')}
      className={styles.labels}
      orientation="horizontal"
      value={value === undefined ? '' : (value ?? 'none')}
      onValueChange={(next) => onChange(colorLabelSchema.nullable().catch(null).parse(next))}
    >
      {choices.map((choice) => {
        const name = t(`colorLabel.${choice}`);
        return (
          // The span takes the tooltip's data-state, which would hide the radio's own.
          <Tooltip key={choice} label={name}>
            <span>
              <RadioGroup.Item value={choice} aria-label={name} className={styles.label}>
                {choice === 'none' ? (
                  <span className={styles.none} />
                ) : (
                  <span className={styles.dot} style={{ background: labelColor(choice) }} />
                )}
              </RadioGroup.Item>
            </span>
          </Tooltip>
        );
      })}
    </RadioGroup.Root>
  );
}

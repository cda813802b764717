import styles from './spinner.module.css';

/** Give `label` where the spinner is the only sign of waiting; without one it is decoration. */
export function Spinner({ size = 16, label }: { size?: number; label?: string }) {
  const style = { width: size, height: size };
  return label === undefined ? (
    <span className={styles.spinner} style={style} aria-hidden />
  ) : (
    <span className={styles.spinner} style={style} role="status" aria-label={label} />
  );
}

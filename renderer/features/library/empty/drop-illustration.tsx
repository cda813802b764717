import styles from './empty-library.module.css';

/** Three pictures falling into a tray; decoration. */
export function DropIllustration() {
  return (
    <svg className={styles.illustration} viewBox="0 0 200 132" width="200" height="132" aria-hidden="true">
      <g className={styles.back}>
        <rect x="30" y="20" width="62" height="76" rx="7" transform="rotate(-9 61 58)" />
      </g>
      <g className={styles.back}>
        <rect x="108" y="18" width="64" height="64" rx="7" transform="rotate(8 140 50)" />
      </g>
      <g className={styles.front}>
        <rect x="62" y="22" width="78" height="66" rx="8" />
        <circle cx="82" cy="42" r="7" />
        <path d="M68 80l20-20 13 12 14-17 19 25" />
      </g>
      <path className={styles.tray} d="M34 92v18a10 10 0 0 0 10 10h112a10 10 0 0 0 10-10V92" />
      <path className={styles.arrow} d="M100 96v14m-7-6 7 7 7-7" />
    </svg>
  );
}

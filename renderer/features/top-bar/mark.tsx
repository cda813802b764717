/** The mark of the app: a spark in a rounded tile. */
export function Mark({ size = 22, className }: { size?: number; className?: string | undefined }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 32 32"
      aria-hidden
      focusable="false"
      {...(className && { className })}
    >
      <defs>
        <linearGradient id="mark" x1="0" y1="0" x2="1" y2="1">
          <stop offset="0" stopColor="#6e6ade" />
          <stop offset="1" stopColor="#d864d8" />
        </linearGradient>
      </defs>
      <rect width="32" height="32" rx="8.5" fill="url(#mark)" />
      <path
        d="M16 6.5c.9 5.6 3.9 8.6 9.5 9.5-5.600.9-8.600 3.900-9.500 9.500-.9-5.600-3.900-8.600-9.500-9.500 5.600-.9 8.600-3.900 9.500-9.500z"
        fill="#fff"
        fillOpacity=".94"
      />
    </svg>
  );
}

import type { LucideIcon } from 'lucide-react';

/** A Lucide icon in the size and stroke of this app; decoration only, so hidden from screen readers. */
export function Icon({
  icon: Glyph,
  size = 16,
  className,
}: {
  icon: LucideIcon;
  size?: number;
  className?: string | undefined;
}) {
  return (
    <Glyph
      size={size}
      strokeWidth={1.6}
      aria-hidden
      focusable={false}
      style={{ flex: 'none' }}
      {...(className && { className })}
    />
  );
}

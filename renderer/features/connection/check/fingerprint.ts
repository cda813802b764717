/** A fingerprint as tools print it: `AB:CD:…`. */
export function fingerprintText(hex: string): string {
  return (hex.match(/../g) ?? []).join(':').toUpperCase();
}

/** The pairs of a fingerprint in rows of eight, to be compared by eye. */
export function fingerprintRows(hex: string): string[][] {
  const pairs = hex.toUpperCase().match(/../g) ?? [];
  return Array.from({ length: Math.ceil(pairs.length / 8) }, (_, row) => pairs.slice(row * 8, row * 8 + 8));
}

/** What the keys of a tree need to know of its visible lines. */
export interface TreeLine {
  key: string;
  level: number;
  /** Null where there is nothing to fold. */
  expanded: boolean | null;
  /** What type-ahead looks at. */
  text: string;
}

export type TreeMove = { kind: 'focus'; key: string } | { kind: 'expand' | 'collapse'; key: string } | null;

/** What a key does in a tree by the ARIA pattern: arrows, Home, End. */
export function treeMove(lines: readonly TreeLine[], focused: string | null, pressed: string): TreeMove {
  const at = lines.findIndex((line) => line.key === focused);
  const line = lines[at];
  const focus = (index: number): TreeMove => {
    const target = lines[index];
    return target ? { kind: 'focus', key: target.key } : null;
  };
  switch (pressed) {
    case 'ArrowDown':
      return focus(at + 1);
    case 'ArrowUp':
      return at > 0 ? focus(at - 1) : null;
    case 'Home':
      return focus(0);
    case 'End':
      return focus(lines.length - 1);
    case 'ArrowRight':
      if (!line) return null;
      if (line.expanded === false) return { kind: 'expand', key: line.key };
      return line.expanded === true ? focus(at + 1) : null;
    case 'ArrowLeft': {
      if (!line) return null;
      if (line.expanded === true) return { kind: 'collapse', key: line.key };
      const parent = lines.slice(0, at).findLastIndex((other) => other.level < line.level);
      return line.level > 1 && parent >= 0 ? focus(parent) : null;
    }
    default:
      return null;
  }
}

/** The next line after `focused` whose text begins with what was typed, going round; null when none does. */
export function typeAhead(lines: readonly TreeLine[], focused: string | null, typed: string): string | null {
  const wanted = typed.normalize('NFC').toLocaleLowerCase();
  const at = lines.findIndex((line) => line.key === focused);
  // While a word is being typed the focused line may keep matching.
  const start = typed.length > 1 ? Math.max(at, 0) : at + 1;
  const order = [...lines.slice(start), ...lines.slice(0, start)];
  return order.find((line) => line.text.normalize('NFC').toLocaleLowerCase().startsWith(wanted))?.key ?? null;
}

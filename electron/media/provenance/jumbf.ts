/** A superbox of JUMBF (ISO 19566-5): a labelled folder of content boxes and further superboxes. */
export interface Superbox {
  readonly label: string;
  readonly contents: readonly { readonly type: string; readonly data: Buffer }[];
  readonly boxes: readonly Superbox[];
}

const deepest = 12;
/** Boxes of one file. */
const most = 5_000;

/** The superboxes that are whole; what ends early or is deeper or more than any manifest is left out. */
export function readJumbf(bytes: Buffer): Superbox[] {
  const budget = { left: most };
  return boxesOf(bytes, budget).flatMap(({ type, data }) =>
    type === 'jumb' ? superbox(data, 0, budget) : [],
  );
}

function superbox(bytes: Buffer, depth: number, budget: { left: number }): Superbox[] {
  const [description, ...rest] = boxesOf(bytes, budget);
  if (depth >= deepest || description?.type !== 'jumd') return [];
  return [
    {
      label: labelOf(description.data),
      contents: rest.filter(({ type }) => type !== 'jumb'),
      boxes: rest.flatMap(({ type, data }) => (type === 'jumb' ? superbox(data, depth + 1, budget) : [])),
    },
  ];
}

/** Behind a UUID of 16 bytes and flags: text that ends with a NUL, where the flags tell that there is some. */
function labelOf(description: Buffer): string {
  if (((description[16] ?? 0) & 2) === 0) return '';
  const end = description.indexOf(0, 17);
  return description
    .subarray(17, end === -1 ? undefined : end)
    .toString('utf8')
    .slice(0, 300);
}

function boxesOf(bytes: Buffer, budget: { left: number }): { type: string; data: Buffer }[] {
  const boxes: { type: string; data: Buffer }[] = [];
  let at = 0;
  while (at + 8 <= bytes.length && budget.left-- > 0) {
    const told = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const isLong = told === 1 && at + 16 <= bytes.length;
    const length = isLong ? Number(bytes.readBigUInt64BE(at + 8)) : told === 0 ? bytes.length - at : told;
    const header = isLong ? 16 : 8;
    if (length < header || at + length > bytes.length) break;
    boxes.push({ type, data: bytes.subarray(at + header, at + length) });
    at += length;
  }
  return boxes;
}

/** What CBOR of a claim is read as. Tags are dropped; integers beyond 53 bits lose their last digits. */
export type Cbor = string | number | boolean | null | Buffer | readonly Cbor[] | ReadonlyMap<string, Cbor>;

const deepest = 32;
/** Values of one item, those inside of others included. */
const most = 20_000;

/**
 * Reads the first item of CBOR (RFC 8949). Null for what is no CBOR, ends early, or is deeper or larger than any claim.
 * Items of no told length are read as well; keys that are no text are left out.
 */
export function readCbor(bytes: Buffer): Cbor {
  try {
    return new Decoder(bytes).item(0);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const ended = Symbol('end of an item of no told length');

class Decoder {
  private at = 0;
  private count = 0;

  constructor(private readonly bytes: Buffer) {}

  item(depth: number): Cbor {
    const value = this.next(depth);
    if (value === ended) throw new RangeError('An end where nothing began');
    return value;
  }

  private next(depth: number): Cbor | typeof ended {
    if (depth > deepest || ++this.count > most) throw new RangeError('More than a claim has');
    const first = this.take(1).readUInt8();
    const kind = first >> 5;
    const short = first & 31;
    if (kind === 7) return this.simple(short);
    if (short === 31) return this.untold(kind, depth);
    const length = this.length(short);
    switch (kind) {
      case 0:
        return length;
      case 1:
        return -1 - length;
      case 2:
        return this.take(length);
      case 3:
        return this.take(length).toString('utf8');
      case 4:
        return this.list(length, depth);
      case 5:
        return this.map(length, depth);
      default:
        return this.item(depth + 1);
    }
  }

  private take(length: number): Buffer {
    const end = this.at + length;
    if (!(length >= 0 && end <= this.bytes.length)) throw new RangeError('The end is missing');
    const part = this.bytes.subarray(this.at, end);
    this.at = end;
    return part;
  }

  private length(short: number): number {
    if (short < 24) return short;
    if (short === 24) return this.take(1).readUInt8();
    if (short === 25) return this.take(2).readUInt16BE();
    if (short === 26) return this.take(4).readUInt32BE();
    if (short === 27) return Number(this.take(8).readBigUInt64BE());
    throw new RangeError('No such length');
  }

  private simple(short: number): Cbor | typeof ended {
    if (short === 31) return ended;
    if (short === 26) return this.take(4).readFloatBE();
    if (short === 27) return this.take(8).readDoubleBE();
    if (short === 24 || short === 25) this.take(short - 23);
    return short === 20 ? false : short === 21 ? true : null;
  }

  private list(length: number, depth: number): Cbor[] {
    const items: Cbor[] = [];
    for (let n = 0; n < length; n++) items.push(this.item(depth + 1));
    return items;
  }

  private map(length: number, depth: number): Map<string, Cbor> {
    const entries = new Map<string, Cbor>();
    for (let n = 0; n < length; n++) {
      const key = this.item(depth + 1);
      const value = this.item(depth + 1);
      if (typeof key === 'string') entries.set(key, value);
    }
    return entries;
  }

  private untold(kind: number, depth: number): Cbor {
    const items: Cbor[] = [];
    for (;;) {
      const item = this.next(depth + 1);
      if (item === ended) break;
      items.push(item);
    }
    if (kind === 2) return Buffer.concat(items.filter((item) => Buffer.isBuffer(item)));
    if (kind === 3) return items.filter((item) => typeof item === 'string').join('');
    if (kind === 4) return items;
    if (kind !== 5) throw new RangeError('No such item');
    const entries = new Map<string, Cbor>();
    for (let n = 0; n + 1 < items.length; n += 2) {
      const [key, value = null] = items.slice(n, n + 2);
      if (typeof key === 'string') entries.set(key, value);
    }
    return entries;
  }
}

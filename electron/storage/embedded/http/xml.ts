import { XMLBuilder, XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import { S3Error } from '../s3-error.ts';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  // Numeric character references; a document with a DOCTYPE, the other source of entities, is refused.
  htmlEntities: true,
  isArray: () => true,
});
const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  suppressEmptyNode: false,
});

export type XmlValue = string | number | boolean | XmlNode | readonly XmlValue[];
export interface XmlNode {
  readonly [name: string]: XmlValue | undefined;
}

/** A document with one root element in S3's namespace (errors have none). Undefined members are left out. */
export function buildXml(root: string, body: XmlNode, namespace = true): string {
  const element = namespace ? { '@xmlns': NAMESPACE, ...body } : body;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ [root]: element })}`;
}

/** The text of a leaf element that occurs once. */
export const leaf = z.tuple([z.string()]).transform(([text]) => text);

/** A leaf element that occurs once and holds a whole number of this range. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER) {
  const digits = z.string().regex(/^\d{1,15}$/);
  return z.tuple([digits.transform(Number).pipe(z.int().min(min).max(max))]).transform(([value]) => value);
}

/** An element that occurs once and has the given children; `<A/>` has none. */
export function element<S extends z.ZodRawShape>(shape: S) {
  return z.tuple([child(shape)]).transform(([node]) => node);
}

/** Elements that may occur any number of times, at least once. */
export function elements<S extends z.ZodRawShape>(shape: S) {
  return z.array(child(shape));
}

function child<S extends z.ZodRawShape>(shape: S) {
  return z.preprocess((node) => (typeof node === 'string' ? {} : node), z.object(shape));
}

/** @throws {S3Error} MalformedXML */
export function parseXml<T>(schema: z.ZodType<T>, body: Buffer): T {
  const text = body.toString('utf8');
  try {
    if (/<!DOCTYPE/i.test(text)) throw new Error('A document type is not allowed.');
    return schema.parse(parser.parse(text, true));
  } catch (error) {
    throw new S3Error('MalformedXML', undefined, { cause: error });
  }
}

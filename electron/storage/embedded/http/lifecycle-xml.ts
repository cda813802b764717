import { z } from 'zod';
import type { LifecycleRule } from '../engine/records.ts';
import { S3Error } from '../s3-error.ts';
import { element, elements, leaf, parseXml, wholeNumber, type XmlNode } from './xml.ts';

const days = wholeNumber(1);
const size = wholeNumber(0);
const tag = { Key: leaf, Value: leaf };

const criteria = {
  Prefix: leaf.optional(),
  Tag: elements(tag).optional(),
  ObjectSizeGreaterThan: size.optional(),
  ObjectSizeLessThan: size.optional(),
};

const schema = z.object({
  LifecycleConfiguration: element({
    Rule: elements({
      ID: leaf.optional(),
      Status: leaf.pipe(z.enum(['Enabled', 'Disabled'])),
      Prefix: leaf.optional(),
      Filter: element({ ...criteria, And: element(criteria).optional() }).optional(),
      Expiration: element({
        Days: days.optional(),
        Date: leaf.pipe(z.iso.datetime({ offset: true })).optional(),
        ExpiredObjectDeleteMarker: leaf.optional(),
      }).optional(),
      AbortIncompleteMultipartUpload: element({ DaysAfterInitiation: days }).optional(),
      Transition: z.unknown().optional(),
      NoncurrentVersionTransition: z.unknown().optional(),
    }).max(1000),
  }),
});

/** @throws {S3Error} MalformedXML, NotImplemented for storage classes, InvalidArgument for a rule without an action */
export function parseLifecycle(body: Buffer): LifecycleRule[] {
  const rules = parseXml(schema, body).LifecycleConfiguration.Rule;
  return rules.map((rule, at) => {
    if (rule.Transition !== undefined || rule.NoncurrentVersionTransition !== undefined) {
      throw new S3Error('NotImplemented', 'Transitions are not supported: there is one storage class.');
    }
    const filter = { ...rule.Filter, ...rule.Filter?.And };
    const date = rule.Expiration?.Date;
    const parsed: LifecycleRule = {
      id: rule.ID ?? `rule-${at + 1}`,
      enabled: rule.Status === 'Enabled',
      prefix: filter.Prefix ?? rule.Prefix ?? '',
      tags: (filter.Tag ?? []).map(({ Key, Value }): [string, string] => [Key, Value]),
      minSize: filter.ObjectSizeGreaterThan ?? null,
      maxSize: filter.ObjectSizeLessThan ?? null,
      expireDays: rule.Expiration?.Days ?? null,
      expireAt: date === undefined ? null : Date.parse(date),
      abortUploadDays: rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation ?? null,
    };
    if (parsed.expireDays === null && parsed.expireAt === null && parsed.abortUploadDays === null) {
      throw new S3Error('InvalidArgument', `Rule ${parsed.id} has no action that is supported.`);
    }
    return parsed;
  });
}

export function lifecycleXml(rules: readonly LifecycleRule[]): XmlNode {
  return { Rule: rules.map(ruleXml) };
}

function ruleXml(rule: LifecycleRule): XmlNode {
  const filter = {
    Prefix: rule.prefix,
    Tag: rule.tags.map(([Key, Value]) => ({ Key, Value })),
    ObjectSizeGreaterThan: rule.minSize ?? undefined,
    ObjectSizeLessThan: rule.maxSize ?? undefined,
  };
  const single = rule.tags.length === 0 && rule.minSize === null && rule.maxSize === null;
  const expires = rule.expireDays !== null || rule.expireAt !== null;
  return {
    ID: rule.id,
    Status: rule.enabled ? 'Enabled' : 'Disabled',
    Filter: single ? { Prefix: rule.prefix } : { And: filter },
    Expiration: expires
      ? {
          Days: rule.expireDays ?? undefined,
          Date: rule.expireAt === null ? undefined : new Date(rule.expireAt).toISOString(),
        }
      : undefined,
    AbortIncompleteMultipartUpload:
      rule.abortUploadDays === null ? undefined : { DaysAfterInitiation: rule.abortUploadDays },
  };
}

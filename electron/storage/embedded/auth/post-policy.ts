import { z } from 'zod';
import { S3Error } from '../s3-error.ts';

/** Fields of a form that need no condition of their own. */
const EXEMPT = new Set(['policy', 'x-amz-signature', 'file']);

const policyDocument = z.object({
  expiration: z.iso.datetime({ offset: true }),
  conditions: z.array(
    z.union([
      z.tuple([z.literal('content-length-range'), z.coerce.number().int(), z.coerce.number().int()]),
      z.tuple([z.enum(['eq', 'starts-with']), z.string().startsWith('$'), z.string()]),
      z.record(z.string(), z.union([z.string(), z.number()])),
    ]),
  ),
});

export interface PostPolicy {
  /** bytes, inclusive */
  readonly minSize: number;
  readonly maxSize: number;
}

/**
 * Checks a POST form against its policy: in time, every condition met, and no field without a condition.
 * @param encoded the policy as the form carries it, in base64, whose signature has been verified
 * @param fields lower-case names to values, with `bucket` from the address
 * @param now ms since the epoch
 * @throws {S3Error} AccessDenied, InvalidPolicyDocument
 */
export function checkPostPolicy(
  encoded: string,
  fields: ReadonlyMap<string, string>,
  now: number,
): PostPolicy {
  const policy = parsePolicy(encoded);
  if (Date.parse(policy.expiration) <= now) {
    throw new S3Error('AccessDenied', 'Invalid according to Policy: Policy expired.');
  }
  const denied = (name: string): S3Error =>
    new S3Error('AccessDenied', `Invalid according to Policy: Policy Condition failed: ${name}.`);
  let minSize = 0;
  let maxSize = Number.MAX_SAFE_INTEGER;
  const covered = new Set<string>();
  const requireEqual = (name: string, value: string): void => {
    covered.add(name);
    if (fields.get(name) !== value) throw denied(name);
  };
  for (const condition of policy.conditions) {
    if (!Array.isArray(condition)) {
      for (const [name, value] of Object.entries(condition)) requireEqual(name.toLowerCase(), String(value));
    } else if (condition[0] === 'content-length-range') {
      minSize = Math.max(minSize, condition[1]);
      maxSize = Math.min(maxSize, condition[2]);
    } else {
      const name = condition[1].slice(1).toLowerCase();
      if (condition[0] === 'eq') requireEqual(name, condition[2]);
      else {
        covered.add(name);
        if (!(fields.get(name) ?? '').startsWith(condition[2])) throw denied(name);
      }
    }
  }
  for (const name of ['bucket', 'key']) if (!covered.has(name)) throw denied(name);
  for (const name of fields.keys()) {
    if (!covered.has(name) && !EXEMPT.has(name) && !name.startsWith('x-ignore-')) {
      throw new S3Error('AccessDenied', `Invalid according to Policy: Extra input field: ${name}.`);
    }
  }
  return { minSize, maxSize };
}

function parsePolicy(encoded: string): z.infer<typeof policyDocument> {
  try {
    return policyDocument.parse(JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')));
  } catch (error) {
    throw new S3Error('InvalidPolicyDocument', undefined, { cause: error });
  }
}

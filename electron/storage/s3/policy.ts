import { z } from 'zod';
import type { Buckets } from '../port.ts';

const texts = z.union([z.string().transform((text) => [text]), z.array(z.string())]);
const principalSchema = z.union([z.string(), z.record(z.string(), texts)]);
/** Of a policy, what tells who may do what. */
const statementSchema = z.object({
  Effect: z.string(),
  Principal: principalSchema.optional(),
  Action: texts.default([]),
});
const policySchema = z.object({
  Statement: z.union([z.array(statementSchema), statementSchema.transform((one) => [one])]),
});

const readActions = ['s3:*', 's3:Get*', 's3:GetObject', 's3:List*', 's3:ListBucket', '*'];

function parse(text: string): z.infer<typeof policySchema>['Statement'] | null {
  try {
    return policySchema.parse(JSON.parse(text)).Statement;
  } catch {
    return null;
  }
}

const isEverybody = (principal: z.infer<typeof principalSchema> | undefined): boolean =>
  typeof principal === 'string' ? principal === '*' : (principal?.AWS?.includes('*') ?? false);

/** Whether a bucket's policy lets anybody read, without a key. A condition on it is not looked at: it may not hold. */
export function letsAnybodyRead(policy: string): boolean {
  return (parse(policy) ?? []).some(
    ({ Effect, Principal, Action }) =>
      Effect === 'Allow' && isEverybody(Principal) && Action.some((action) => readActions.includes(action)),
  );
}

/** Whether a key's policy lets it administer the server, as the root key may. */
export function letsAdminister(policy: string): boolean {
  return (parse(policy) ?? []).some(
    ({ Effect, Action }) =>
      Effect === 'Allow' && Action.some((action) => action === 'admin:*' || action === '*'),
  );
}

/**
 * A policy for a key that the app is used with: the three buckets and nothing else, no administration. `read` sees
 * and downloads only. As MinIO and AWS understand it.
 */
export function bucketPolicy(buckets: Buckets, access: 'write' | 'read'): object {
  const names = Object.values(buckets);
  const arn = (path: string): string => `arn:aws:s3:::${path}`;
  const onBuckets = ['s3:GetBucketLocation', 's3:ListBucket'];
  const onObjects = ['s3:GetObject'];
  if (access === 'write') {
    onBuckets.push('s3:ListBucketMultipartUploads', 's3:GetLifecycleConfiguration', 's3:GetBucketPolicy');
    onObjects.push(
      's3:PutObject',
      's3:DeleteObject',
      's3:ListMultipartUploadParts',
      's3:AbortMultipartUpload',
    );
  }
  return {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: onBuckets, Resource: names.map(arn) },
      { Effect: 'Allow', Action: onObjects, Resource: names.map((name) => arn(`${name}/*`)) },
    ],
  };
}

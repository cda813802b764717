import type { StoredObject, Upload } from './catalogue.ts';
import type { JournalRecord, LifecycleRule } from './records.ts';
import type { Store } from './store.ts';

const DAY_MS = 24 * 3600_000;

/** A number of days after `ms`, at the next midnight UTC, as S3 counts. */
function midnightAfter(ms: number, days: number): number {
  return Math.ceil((ms + days * DAY_MS) / DAY_MS) * DAY_MS;
}

/** Whether a rule wants the object gone by `now` (ms since the epoch). */
export function isExpired(object: StoredObject, rules: readonly LifecycleRule[], now: number): boolean {
  return rules.some((rule) => {
    if (!rule.enabled || !object.key.startsWith(rule.prefix)) return false;
    if (rule.minSize !== null && object.size <= rule.minSize) return false;
    if (rule.maxSize !== null && object.size >= rule.maxSize) return false;
    const carries = ([key, value]: readonly [string, string]): boolean =>
      object.tags?.some(([k, v]) => k === key && v === value) ?? false;
    if (!rule.tags.every(carries)) return false;
    if (rule.expireAt !== null && now >= rule.expireAt) return true;
    return rule.expireDays !== null && now >= midnightAfter(object.modified, rule.expireDays);
  });
}

export function isUploadExpired(
  upload: Pick<Upload, 'key' | 'started'>,
  rules: readonly LifecycleRule[],
  now: number,
): boolean {
  return rules.some(
    ({ enabled, prefix, abortUploadDays }) =>
      enabled &&
      abortUploadDays !== null &&
      upload.key.startsWith(prefix) &&
      now >= midnightAfter(upload.started, abortUploadDays),
  );
}

/** Deletes at most this many objects a change, so that a purge does not hold up everything else. */
const BATCH = 500;

/** Deletes what the lifecycle rules want gone. @returns how many objects and uploads went */
export async function expireDue(store: Store, now: () => number): Promise<number> {
  let expired = 0;
  for (const { name, lifecycle } of [...store.catalogue.buckets.values()]) {
    if (lifecycle === null) continue;
    for (;;) {
      let batch = 0;
      await store.commit({
        scope: null,
        newBlobs: [],
        prepare: () => {
          const records = dueRecords(store, name, now());
          batch = records.length;
          return records;
        },
      });
      expired += batch;
      if (batch < BATCH) break;
    }
  }
  return expired;
}

/** Looked up when the change is made: the bucket, its rules and its objects may be others by then. */
function dueRecords(store: Store, name: string, now: number): JournalRecord[] {
  const bucket = store.catalogue.buckets.get(name);
  const records: JournalRecord[] = [];
  if (bucket === undefined || bucket.lifecycle === null) return records;
  for (const upload of store.catalogue.uploads.values()) {
    if (records.length === BATCH) return records;
    if (upload.bucket === name && isUploadExpired(upload, bucket.lifecycle, now)) {
      records.push({ t: 'upload-', id: upload.id });
    }
  }
  for (const object of bucket.objects.values()) {
    if (records.length === BATCH) return records;
    if (isExpired(object, bucket.lifecycle, now)) records.push({ t: 'object-', b: name, k: object.key });
  }
  return records;
}

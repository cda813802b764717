import { z } from 'zod';
import { getObject, setTags } from '../engine/objects.ts';
import { checkTags } from './attributes.ts';
import { bodyOf, type Context, sendEmpty, sendXml } from './context.ts';
import { readSmallBody } from './receive-body.ts';
import { element, elements, leaf, parseXml } from './xml.ts';

const MAX_BYTES = 64 * 1024;
const tagging = z.object({
  Tagging: element({ TagSet: element({ Tag: elements({ Key: leaf, Value: leaf }).optional() }) }),
});

export function getTagging({ store, request, response }: Context): void {
  const tags = getObject(store, request.bucket, request.key).tags ?? [];
  sendXml(response, 'Tagging', { TagSet: { Tag: tags.map(([Key, Value]) => ({ Key, Value })) } });
}

export async function putTagging(context: Context): Promise<void> {
  const { store, request, message, response } = context;
  const { Tagging } = parseXml(tagging, await readSmallBody(message, bodyOf(context), MAX_BYTES));
  const tags = (Tagging.TagSet.Tag ?? []).map(({ Key, Value }): [string, string] => [Key, Value]);
  await setTags(store, request.bucket, request.key, checkTags(tags));
  sendEmpty(response, 200);
}

export async function deleteTagging({ store, request, response }: Context): Promise<void> {
  await setTags(store, request.bucket, request.key, null);
  sendEmpty(response, 204);
}

import { expect, it } from 'vitest';
import type { z } from 'zod';
import { uploadTargetSchema } from '../domain/upload.ts';
import { watchRuleSchema } from '../domain/watch.ts';
import { contract } from './index.ts';

const id = '5c1c2f6e-8e1a-4a52-9d0c-4a3a4f2f1d11';
/** As pasted out of a chat: what is seen is `봄 hero`. */
const pasted = '\u202a\u200b봄 he\u200bro\u200e \u202c';
const target = { brandId: id, projectId: null, foldersAsProjects: false };
const rule = { ...target, afterwards: { kind: 'move', subfolder: pasted } };

const { catalog, assets, library } = contract;
const borders: [string, z.ZodType, (text: string) => unknown][] = [
  ['a new brand', catalog.createBrand.input, (name) => ({ name })],
  ['a brand’s new name', catalog.updateBrand.input, (name) => ({ id, name })],
  ['a new project', catalog.createProject.input, (name) => ({ brandId: id, name })],
  ['a project’s new name', catalog.updateProject.input, (name) => ({ id, name })],
  ['the first brand', library.createLocal.input, (firstBrand) => ({ sample: false, firstBrand })],
  ['an asset’s new name', assets.rename.input, (name) => ({ id, name })],
  ['tags', assets.tag.input, (tag) => ({ ids: [id], add: [tag], remove: [] })],
  ['the tags of a drop', uploadTargetSchema, (tag) => ({ ...target, tags: [tag] })],
  ['the tags of a watched folder', watchRuleSchema, (tag) => ({ ...rule, tags: [tag] })],
];

it.each(borders)(
  '%s takes what is seen of a pasted name, and refuses one that nobody sees',
  (_name, input, of) => {
    const written = (text: string) => JSON.stringify(input.parse(of(text)));
    expect(written(pasted)).toBe(written('봄 hero'));
    expect(input.safeParse(of('\u200b\u200e ')).success).toBe(false);
  },
);

import { clipModelIdSchema, type EmbeddingChoice } from '@shared/domain/servers.ts';
import { i18n } from '../../app/i18n.ts';

/** Repositories in the names that the vectors of CLIP in the app are stored under. */
const clipRepositories = {
  'clip-vit-base-patch32': 'Xenova/clip-vit-base-patch32',
  'siglip2-base-patch16-224': 'onnx-community/siglip2-base-patch16-224-ONNX',
} as const;

/** The choice that leads to a model that vectors are stored under; null where it takes an address, too. */
export function choiceOfModel(model: string): EmbeddingChoice | null {
  if (model.startsWith('sparklio-')) return { kind: 'builtin' };
  const clip = clipModelIdSchema.options.find((id) => model.startsWith(`clip:${clipRepositories[id]}:`));
  return clip === undefined ? null : { kind: 'clip', model: clip };
}

/** A choice as a person calls it: `SigLIP 2`, `Built-in model`, or an endpoint's model. */
export function choiceName(choice: EmbeddingChoice): string {
  if (choice.kind === 'builtin') return i18n.t('embedding:model.builtin');
  if (choice.kind === 'clip') return i18n.t(`embedding:model.${choice.model}`);
  return choice.model === '' ? i18n.t('embedding:model.endpoint') : choice.model;
}

/** A model by the name its vectors are stored under, such as `infinity:openai/clip-vit-base-patch32:512`. */
export function modelName(model: string): string {
  const choice = choiceOfModel(model);
  if (choice !== null) return choiceName(choice);
  const named = /^[^:]+:(.+?)(?::\d+(?:#\d+)?)?$/.exec(model)?.[1];
  return named === undefined || named === 'default' ? i18n.t('embedding:model.endpoint') : named;
}

export function isSameChoice(a: EmbeddingChoice, b: EmbeddingChoice): boolean {
  if (a.kind === 'endpoint' && b.kind === 'endpoint') {
    return a.adapter === b.adapter && a.url === b.url && a.model === b.model;
  }
  return a.kind === 'clip' && b.kind === 'clip' ? a.model === b.model : a.kind === b.kind;
}

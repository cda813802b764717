import { beforeAll, describe, expect, it } from 'vitest';
import { i18n, startI18n } from '../../app/i18n.ts';
import { choiceOfModel, isSameChoice, modelName } from './model-name.ts';

beforeAll(async () => {
  startI18n('en');
  await i18n.changeLanguage('en');
});

describe('the name of a model', () => {
  it.each([
    ['sparklio-visual-480', 'Built-in model'],
    ['sparklio-classic-224', 'Built-in model'],
    ['clip:Xenova/clip-vit-base-patch32:q8', 'CLIP'],
    ['clip:onnx-community/siglip2-base-patch16-224-ONNX:q8', 'SigLIP 2'],
    ['infinity:openai/clip-vit-base-patch32:512', 'openai/clip-vit-base-patch32'],
    ['vllm:Qwen/Qwen3-VL-Embedding:8b:1024#2', 'Qwen/Qwen3-VL-Embedding:8b'],
    ['clip-as-service:default:768', 'Embedding endpoint'],
    ['something', 'Embedding endpoint'],
  ])('%s is read as %s', (model, name) => {
    expect(modelName(model)).toBe(name);
  });
});

describe('the way back to a model', () => {
  it('is known where it takes no address', () => {
    expect(choiceOfModel('sparklio-visual-480')).toEqual({ kind: 'builtin' });
    expect(choiceOfModel('clip:Xenova/clip-vit-base-patch32:q8')).toEqual({
      kind: 'clip',
      model: 'clip-vit-base-patch32',
    });
    expect(choiceOfModel('infinity:openai/clip-vit-base-patch32:512')).toBeNull();
  });
});

describe('two choices', () => {
  it('are the same only when nothing of them differs', () => {
    const endpoint = { kind: 'endpoint', adapter: 'infinity', url: 'http://a:7997', model: '' } as const;
    expect(isSameChoice(endpoint, { ...endpoint })).toBe(true);
    expect(isSameChoice(endpoint, { ...endpoint, model: 'm' })).toBe(false);
    expect(isSameChoice({ kind: 'builtin' }, { kind: 'builtin' })).toBe(true);
    expect(
      isSameChoice(
        { kind: 'clip', model: 'clip-vit-base-patch32' },
        { kind: 'clip', model: 'siglip2-base-patch16-224' },
      ),
    ).toBe(false);
    expect(isSameChoice(endpoint, { kind: 'builtin' })).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { provenanceSchema } from '../../../shared/domain/provenance.ts';
import { readGeneration } from './generation.ts';
import { readParameters } from './parameters.ts';
import { type Told, toProvenance } from './provenance.ts';

const graph = {
  3: {
    class_type: 'KSampler',
    inputs: {
      seed: ['8', 0],
      steps: 20,
      cfg: 7,
      sampler_name: 'euler',
      positive: ['9', 0],
      negative: ['7', 0],
    },
  },
  4: { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'sdxl.safetensors' } },
  6: { class_type: 'CLIPTextEncode', inputs: { text: '빨간 하이힐' } },
  7: { class_type: 'CLIPTextEncode', inputs: { text: 'blurry' } },
  8: { class_type: 'PrimitiveInt', inputs: { value: 42 } },
  9: { class_type: 'ControlNetApply', inputs: { conditioning: ['6', 0], strength: 1 } },
};

const comfy = (prompt: unknown): Told => ({
  generation: { tool: 'comfyui', prompt: typeof prompt === 'string' ? prompt : JSON.stringify(prompt) },
});

describe('how an asset was made', () => {
  it('is told by the graph of ComfyUI, through links', () => {
    const made = toProvenance(comfy(graph));
    expect(made).toMatchObject({
      madeByAi: 'yes',
      evidence: ['generator'],
      tool: 'ComfyUI',
      model: 'sdxl.safetensors',
      prompt: '빨간 하이힐',
      negativePrompt: 'blurry',
      seed: '42',
      sampler: 'euler',
      steps: 20,
      cfg: 7,
    });
    expect(provenanceSchema.safeParse(made).success).toBe(true);
  });

  it('is told by a graph whose sampler has its settings in nodes of their own', () => {
    const made = toProvenance(
      comfy({
        1: { class_type: 'RandomNoise', inputs: { noise_seed: 7 } },
        2: { class_type: 'BasicGuider', inputs: { model: ['4', 0], conditioning: ['3', 0] } },
        3: { class_type: 'CLIPTextEncode', inputs: { text: 'a lake' } },
        4: { class_type: 'UNETLoader', inputs: { unet_name: 'flux-dev' } },
        5: { class_type: 'KSamplerSelect', inputs: { sampler_name: 'heun' } },
        6: { class_type: 'BasicScheduler', inputs: { steps: 28 } },
      }),
    );
    expect(made).toMatchObject({
      seed: '7',
      prompt: 'a lake',
      model: 'flux-dev',
      sampler: 'heun',
      steps: 28,
    });
  });

  it.each([
    [
      'runs in circles',
      { 1: { inputs: { seed: ['1', 0], positive: ['2', 0] } }, 2: { inputs: { text: ['2', 0] } } },
    ],
    ['is no graph', [1, 2]],
    ['ends early', '{"3":{"class_type":"KSampl'],
    ['is deeper than anything', '['.repeat(200_000)],
    [
      'forks at every node',
      Object.fromEntries(
        Array.from({ length: 60 }, (_, n) => [
          n,
          { inputs: { seed: 1, positive: [n + 1, 0], text: [n + 1, 0], conditioning: [n + 1, 0] } },
        ]),
      ),
    ],
  ])('by a graph that %s is only that ComfyUI made it', (_, prompt) => {
    expect(toProvenance(comfy(prompt))).toMatchObject({ madeByAi: 'yes', tool: 'ComfyUI', prompt: null });
  });

  it('is told by the text of other generators', () => {
    const parameters =
      'red heels\non snow\nNegative prompt: blurry\nand dark\nSteps: 20, Sampler: Euler a, CFG scale: 6.5, Seed: 18446744073709551615, Lora hashes: "a: 1, Seed: 2", Model: sdxl';
    expect(toProvenance({ generation: { tool: 'a1111', parameters } })).toMatchObject({
      prompt: 'red heels\non snow',
      negativePrompt: 'blurry\nand dark',
      seed: '18446744073709551615',
      sampler: 'Euler a',
      steps: 20,
      cfg: 6.5,
      model: 'sdxl',
    });
    const invoke = { positive_prompt: 'a fox', seed: 5, cfg_scale: 4, model: { name: 'sd-1.5' } };
    expect(
      toProvenance({ generation: { tool: 'invokeai', parameters: JSON.stringify(invoke) } }),
    ).toMatchObject({ tool: 'InvokeAI', prompt: 'a fox', seed: '5', cfg: 4, model: 'sd-1.5' });
    const novel = { prompt: 'a bear', uc: 'bad', seed: 9, scale: 5, sampler: 'k_euler' };
    expect(
      toProvenance({ generation: { tool: 'novelai', parameters: JSON.stringify(novel), model: 'NAI 4' } }),
    ).toMatchObject({ tool: 'NovelAI', prompt: 'a bear', negativePrompt: 'bad', model: 'NAI 4' });
  });

  it('is told by generators that write JSON where others write lines', () => {
    const told = (parameters: unknown) => {
      const comments = [{ keyword: 'parameters', text: JSON.stringify(parameters) }];
      return toProvenance({ generation: readGeneration(comments) });
    };
    const fooocus = {
      metadata_scheme: 'fooocus',
      prompt: 'a red shoe',
      negative_prompt: 'blurry',
      base_model: 'juggernautXL_v8',
      seed: '7133412345678901234',
      steps: 30,
      sampler: 'dpmpp_2m_sde_gpu',
      guidance_scale: 4,
      version: 'Fooocus v2.5.5',
    };
    expect(told(fooocus)).toMatchObject({
      madeByAi: 'yes',
      tool: 'Fooocus',
      model: 'juggernautXL_v8',
      prompt: 'a red shoe',
      negativePrompt: 'blurry',
      seed: '7133412345678901234',
      sampler: 'dpmpp_2m_sde_gpu',
      steps: 30,
      cfg: 4,
    });
    const swarm = { prompt: 'a fox', negativeprompt: '', model: 'flux', seed: 12, steps: 8, cfgscale: 1 };
    expect(told({ sui_image_params: swarm, sui_extra_data: {} })).toMatchObject({
      tool: 'SwarmUI',
      prompt: 'a fox',
      negativePrompt: null,
      seed: '12',
      cfg: 1,
    });
    expect(told({ some: 'other JSON' })).toBeNull();
  });

  it('is told by who handed it in, where the file does not say it', () => {
    const handed = {
      source: 'comfyui',
      sourceMetadata: { tool: 'comfyui', prompt: graph, seed: 41, positive_prompt: 'handed', workflow: {} },
    };
    expect(toProvenance(handed)).toMatchObject({
      madeByAi: 'yes',
      evidence: ['handedIn'],
      prompt: 'handed',
      seed: '41',
      model: 'sdxl.safetensors',
    });
    expect(toProvenance({ ...comfy(graph), ...handed })).toMatchObject({
      evidence: ['generator', 'handedIn'],
      seed: '42',
      prompt: '빨간 하이힐',
    });
    expect(
      toProvenance({ source: 'comfyui', sourceMetadata: { prompt: 'a red shoe', seed: 42 } }),
    ).toMatchObject({
      prompt: 'a red shoe',
      seed: '42',
    });
  });

  it('is not known where nothing is said', () => {
    expect(toProvenance({ source: 'uploader', sourceMetadata: {} })).toBeNull();
    expect(toProvenance({ source: null, sourceMetadata: null })).toBeNull();
  });
});

describe('what counts as made by AI', () => {
  const claim = (sourceTypes: string[]) => ({
    generator: 'x',
    actions: [],
    sourceTypes,
    agents: [],
    ingredients: 0,
  });

  it.each([
    ['trainedAlgorithmicMedia', 'yes'],
    ['compositeWithTrainedAlgorithmicMedia', 'partly'],
    ['digitalCapture', 'unknown'],
    ['constructor', 'unknown'],
  ])('of a declared %s is: %s', (type, answer) => {
    expect(toProvenance({ digitalSourceType: type })?.madeByAi).toBe(answer);
    expect(toProvenance({ c2pa: claim([type]) })?.madeByAi).toBe(answer);
  });

  it('is partly where a photo and a model went into one picture', () => {
    expect(toProvenance({ c2pa: claim(['digitalCapture', 'trainedAlgorithmicMedia']) })?.madeByAi).toBe(
      'partly',
    );
  });

  it('is what a declaration says, before what a generator left in the file', () => {
    const made = toProvenance({ ...comfy(graph), digitalSourceType: 'compositeWithTrainedAlgorithmicMedia' });
    expect(made).toMatchObject({ madeByAi: 'partly', evidence: ['generator', 'sourceType'] });
  });
});

it('text that only mentions steps is no recipe', () => {
  expect(readParameters('How to bake bread\nThere are many steps: mix, wait, bake')).toBeNull();
});

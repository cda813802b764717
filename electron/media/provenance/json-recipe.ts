import { z } from 'zod';
import { digits, numberOf, type Recipe, withoutEmpty } from './comfyui.ts';

const text = z.string().trim().optional().catch(undefined);
const number = z.unknown().optional().transform(numberOf);
const seed = z.unknown().optional().transform(digits);

/** InvokeAI's `invokeai_metadata`: flat, with the model as a record. */
const invokeSchema = z.object({
  positive_prompt: text,
  negative_prompt: text,
  seed,
  steps: number,
  cfg_scale: number,
  scheduler: text,
  model: z.object({ name: text, model_name: text }).optional().catch(undefined),
});

export function readInvoke(json: unknown): Recipe | null {
  const { data } = invokeSchema.safeParse(json);
  if (data === undefined) return null;
  return withoutEmpty({
    tool: 'InvokeAI',
    model: data.model?.name ?? data.model?.model_name,
    prompt: data.positive_prompt,
    negativePrompt: data.negative_prompt,
    seed: data.seed,
    sampler: data.scheduler,
    steps: data.steps,
    cfg: data.cfg_scale,
  });
}

/** NovelAI's `Comment`. */
const novelSchema = z.object({
  prompt: text,
  uc: text,
  seed,
  steps: number,
  scale: number,
  sampler: text,
});

export function readNovel(json: unknown, model: string | undefined): Recipe | null {
  const { data } = novelSchema.safeParse(json);
  if (data === undefined) return null;
  return withoutEmpty({
    tool: 'NovelAI',
    model,
    prompt: data.prompt,
    negativePrompt: data.uc,
    seed: data.seed,
    sampler: data.sampler,
    steps: data.steps,
    cfg: data.scale,
  });
}

/** What Fooocus writes in its own scheme. */
const fooocusSchema = z.object({
  metadata_scheme: z.literal('fooocus'),
  prompt: text,
  negative_prompt: text,
  base_model: text,
  seed,
  steps: number,
  sampler: text,
  guidance_scale: number,
});

/** What SwarmUI writes. */
const swarmSchema = z.object({
  sui_image_params: z.object({
    prompt: text,
    negativeprompt: text,
    model: text,
    seed,
    steps: number,
    sampler: text,
    cfgscale: number,
  }),
});

/** JSON where A1111 writes lines; null for other JSON. */
export function readJsonParameters(json: unknown): Recipe | null {
  const fooocus = fooocusSchema.safeParse(json).data;
  if (fooocus !== undefined) {
    const { base_model: model, negative_prompt: negativePrompt, guidance_scale: cfg } = fooocus;
    const { prompt, seed, steps, sampler } = fooocus;
    return withoutEmpty({ tool: 'Fooocus', model, prompt, negativePrompt, seed, sampler, steps, cfg });
  }
  const swarm = swarmSchema.safeParse(json).data?.sui_image_params;
  if (swarm === undefined) return null;
  const { negativeprompt: negativePrompt, cfgscale: cfg, prompt, model, seed, steps, sampler } = swarm;
  return withoutEmpty({ tool: 'SwarmUI', model, prompt, negativePrompt, seed, sampler, steps, cfg });
}

/** What ComfyUI's node and other programs hand in beside a file: plain values under one of some usual names. */
const handedSchema = z.object({
  positive_prompt: text,
  prompt: text,
  negative_prompt: text,
  negativePrompt: text,
  seed,
  model: text,
  sampler: text,
  sampler_name: text,
  steps: number,
  cfg: number,
  cfg_scale: number,
});

export function readHanded(json: unknown): Recipe {
  const { data } = handedSchema.safeParse(json);
  if (data === undefined) return {};
  return withoutEmpty({
    model: data.model,
    prompt: data.positive_prompt ?? data.prompt,
    negativePrompt: data.negative_prompt ?? data.negativePrompt,
    seed: data.seed,
    sampler: data.sampler ?? data.sampler_name,
    steps: data.steps,
    cfg: data.cfg ?? data.cfg_scale,
  });
}

import { z } from 'zod';
import type { C2paClaim, Evidence, MadeByAi, Provenance } from '../../../shared/domain/provenance.ts';
import type { Generation } from '../protocol.ts';
import { cleanString } from '../text/clean.ts';
import { type Recipe, readComfyPrompt } from './comfyui.ts';
import { readHanded, readInvoke, readJsonParameters, readNovel } from './json-recipe.ts';
import { readParameters } from './parameters.ts';
import { answerOf } from './source-type.ts';

const longestPrompt = 20_000;
const longestName = 300;

/** What is known about the making of an asset, before it is put into the same words. */
export interface Told {
  readonly generation?: Generation | undefined;
  /** IPTC DigitalSourceType, the last part of its URI. */
  readonly digitalSourceType?: string | undefined;
  readonly c2pa?: C2paClaim | undefined;
  /** Who handed it in, as `generated_assets.source` names them, and what they told beside it. */
  readonly source?: string | null;
  readonly sourceMetadata?: unknown;
}

/** Programs that hand in nothing but what a model made. */
const generators: Readonly<Record<string, string>> = { comfyui: 'ComfyUI', llm: 'LLM', ollama: 'Ollama' };

/**
 * How an asset was made, from what its file says and from what it was handed in with; the file's own words come first.
 * Null where nothing is said.
 */
export function toProvenance(told: Told): Provenance | null {
  const { generation, digitalSourceType, c2pa, source } = told;
  const handedBy = source === null || source === undefined ? undefined : generators[source];
  const recipe: Recipe = { ...handed(told), ...(generation === undefined ? {} : recipeOf(generation)) };
  const declared = answerOf(digitalSourceType === undefined ? [] : [digitalSourceType]);
  const claimed = answerOf(c2pa?.sourceTypes ?? []);
  const answers: [Evidence, MadeByAi][] = [
    ['generator', generation === undefined ? 'unknown' : 'yes'],
    ['sourceType', declared],
    ['c2pa', claimed],
    ['handedIn', handedBy === undefined ? 'unknown' : 'yes'],
  ];
  const evidence = answers.filter(([, answer]) => answer !== 'unknown');
  const isRecipe = Object.keys(recipe).length > 0;
  if (evidence.length === 0 && !isRecipe && c2pa === undefined && digitalSourceType === undefined)
    return null;
  // What a declaration calls a composite stays one, though a generator made a part of it.
  const declarations = [declared, claimed].filter((answer) => answer !== 'unknown');
  const all = declarations.length > 0 ? declarations : evidence.map(([, answer]) => answer);
  return {
    madeByAi: all.includes('partly') ? 'partly' : all.includes('yes') ? 'yes' : 'unknown',
    evidence: evidence.map(([name]) => name),
    tool: name(recipe.tool ?? handedBy),
    model: name(recipe.model),
    prompt: words(recipe.prompt),
    negativePrompt: words(recipe.negativePrompt),
    seed: recipe.seed ?? null,
    sampler: name(recipe.sampler),
    steps: recipe.steps ?? null,
    cfg: recipe.cfg ?? null,
    sourceType: name(digitalSourceType),
    c2pa: c2pa ?? null,
  };
}

function recipeOf({ tool, prompt, parameters, model }: Generation): Recipe {
  switch (tool) {
    case 'comfyui':
      return readComfyPrompt(parsed(prompt)) ?? { tool: 'ComfyUI' };
    case 'invokeai':
      return readInvoke(parsed(parameters)) ?? { tool: 'InvokeAI' };
    case 'novelai':
      return readNovel(parsed(parameters), model) ?? { tool: 'NovelAI' };
    default:
      return (
        readJsonParameters(parsed(parameters)) ??
        readParameters(parameters ?? '') ?? { tool: 'Stable Diffusion WebUI' }
      );
  }
}

const handedRecord = z.object({ prompt: z.unknown().optional() });

function handed({ source, sourceMetadata }: Told): Recipe {
  const { data } = handedRecord.safeParse(sourceMetadata);
  if (data === undefined) return {};
  const plain = readHanded(sourceMetadata);
  const graph = readComfyPrompt(typeof data.prompt === 'string' ? parsed(data.prompt) : data.prompt);
  // Text that is a graph is not what a person asked for.
  if (graph !== null && plain.prompt === data.prompt) return { ...plain, ...graph };
  const isTold = graph !== null || source === 'comfyui';
  return { ...(isTold ? { tool: 'ComfyUI' } : {}), ...graph, ...plain };
}

function parsed(text: string | undefined): unknown {
  if (text === undefined) return null;
  // ComfyUI writes NaN, which is no JSON. A seed may have more digits than a number keeps.
  const json = text
    .replace(/(?<=[:[,]\s{0,4})NaN(?=\s{0,4}[,\]}])/g, 'null')
    .replace(/("(?:noise_seed|seed|value)"\s{0,4}:\s{0,4})(\d{16,20})(?=\s{0,4}[,}])/g, '$1"$2"');
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

function limitedText(value: string | null | undefined, most: number): string | null {
  if (value === null || value === undefined) return null;
  return cleanString(value.slice(0, most)).trim() || null;
}

const name = (value: string | undefined): string | null => limitedText(value, longestName);
const words = (value: string | undefined): string | null => limitedText(value, longestPrompt);

import { z } from 'zod';

/** What a generator's own text told, as far as it could be read. */
export interface Recipe {
  readonly tool?: string;
  readonly model?: string;
  readonly prompt?: string;
  readonly negativePrompt?: string;
  readonly seed?: string;
  readonly sampler?: string;
  readonly steps?: number;
  readonly cfg?: number;
}

const inputsSchema = z.record(z.string(), z.unknown());
const nodeSchema = z.object({ class_type: z.string().catch(''), inputs: inputsSchema.catch({}) });
const graphSchema = z.record(z.string(), z.unknown());
type Nodes = ReadonlyMap<string, z.infer<typeof nodeSchema>>;

/** Links are followed so far; a graph may be long, and a broken one may run in circles. */
const deepest = 40;
/** Nodes that are looked at on the way to a text, so that a graph that forks at every node ends as well. */
const mostSteps = 2_000;
const mostNodes = 5_000;

const textInputs = [
  'text',
  'text_g',
  't5xxl',
  'clip_l',
  'prompt',
  'value',
  'string',
  'conditioning',
  'conditioning_1',
  'positive',
];
const modelInputs = ['ckpt_name', 'unet_name', 'model_name'];

/**
 * The first sampler of ComfyUI's graph as it runs (`prompt`), by the order of its nodes: what it starts from, and the
 * words that lead to it. Null for what is no graph.
 */
export function readComfyPrompt(value: unknown): Recipe | null {
  const graph = graphSchema.safeParse(value);
  if (!graph.success) return null;
  const nodes: Nodes = new Map(
    Object.entries(graph.data)
      .slice(0, mostNodes)
      .flatMap(([id, node]) => {
        const parsed = nodeSchema.safeParse(node);
        return parsed.success ? [[id, parsed.data] as const] : [];
      }),
  );
  if (nodes.size === 0) return null;
  const all = [...nodes.values()];
  const model = first(all.flatMap(({ inputs }) => modelInputs.map((name) => textOf(inputs[name]))));
  const sampler = all.find(({ inputs }) => seedOf(nodes, inputs) !== undefined);
  const inputs = sampler?.inputs ?? {};
  // Newer graphs keep what a sampler needs in nodes of their own.
  const guided = all.find((node) => 'positive' in node.inputs || 'conditioning' in node.inputs)?.inputs ?? {};
  const plain = (name: string): unknown =>
    literal(nodes, inputs[name]) ?? first(all.map((node) => literal(nodes, node.inputs[name])));
  return withoutEmpty({
    tool: 'ComfyUI',
    model,
    prompt: words(nodes, inputs.positive ?? guided.positive ?? guided.conditioning),
    negativePrompt: words(nodes, inputs.negative ?? guided.negative),
    seed: seedOf(nodes, inputs),
    sampler: textOf(plain('sampler_name')),
    steps: numberOf(plain('steps')),
    cfg: numberOf(plain('cfg') ?? plain('guidance')),
  });
}

export function withoutEmpty(recipe: { [K in keyof Recipe]: Recipe[K] | undefined }): Recipe {
  return Object.fromEntries(
    Object.entries(recipe).filter(([, value]) => value !== undefined && value !== ''),
  );
}

function first<T>(values: readonly (T | undefined)[]): T | undefined {
  return values.find((value) => value !== undefined);
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;

export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function seedOf(nodes: Nodes, inputs: Readonly<Record<string, unknown>>): string | undefined {
  return digits(literal(nodes, inputs.seed) ?? literal(nodes, inputs.noise_seed));
}

/** A whole number as its digits; none where some are lost already. */
export function digits(value: unknown): string | undefined {
  if (typeof value === 'string') return /^\d{1,20}$/.exec(value)?.[0];
  return Number.isSafeInteger(value) ? String(value) : undefined;
}

const linkSchema = z.tuple([z.union([z.string(), z.number()]), z.int()]);

/** A value that is written into the input, or into the node that the input is linked to. */
function literal(nodes: Nodes, value: unknown, depth = 0): unknown {
  const link = linkSchema.safeParse(value);
  if (!link.success) return typeof value === 'object' ? undefined : value;
  const inputs = nodes.get(String(link.data[0]))?.inputs;
  if (inputs === undefined || depth >= deepest) return undefined;
  const values = Object.values(inputs).filter((input) => !linkSchema.safeParse(input).success);
  return values.length === 1 ? literal(nodes, values[0], depth + 1) : undefined;
}

/** The words behind a conditioning, through whatever changes it on its way. */
function words(nodes: Nodes, value: unknown): string | undefined {
  let steps = 0;
  const follow = (from: unknown, depth: number): string | undefined => {
    if (typeof from === 'string') return textOf(from);
    const link = linkSchema.safeParse(from);
    if (!link.success || depth >= deepest || ++steps > mostSteps) return undefined;
    const inputs = nodes.get(String(link.data[0]))?.inputs ?? {};
    for (const name of textInputs) {
      const found = name in inputs ? follow(inputs[name], depth + 1) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return follow(value, 0);
}

const programs: Record<string, string> = { comfyui: 'ComfyUI', llm: 'LLM', ollama: 'Ollama', api: 'API' };

/** Who put an asset into the library: a program by its name, or a person with this app. */
export function sourceName(
  source: string | null,
): { kind: 'app' } | { kind: 'program'; name: string } | null {
  if (source === null) return null;
  if (source === 'uploader' || source === 'manual') return { kind: 'app' };
  return { kind: 'program', name: programs[source] ?? source };
}

/** Where a watched folder had the file; null for what came otherwise. */
export function watchedPlace(
  metadata: Readonly<Record<string, unknown>>,
): { folder: string; path: string } | null {
  const { watch_folder: folder, watch_path: path } = metadata;
  return typeof folder === 'string' && typeof path === 'string'
    ? { folder, path: path.normalize('NFC') }
    : null;
}

const longest = 400;
const most = 12;

/** What is shown in words of its own elsewhere, whatever the program called it. */
const shownElsewhere = new Set([
  'tool',
  'prompt',
  'positive_prompt',
  'negative_prompt',
  'negativePrompt',
  'seed',
  'model',
  'sampler',
  'sampler_name',
  'steps',
  'cfg',
  'cfg_scale',
  'parameters',
  'workflow',
  'watch_folder',
  'watch_path',
]);

/** What else of `source_metadata` can be read by a person: its plain values. Graphs and lists are left out. */
export function otherFacts(metadata: Readonly<Record<string, unknown>>): { key: string; value: string }[] {
  const facts = Object.entries(metadata).flatMap(([key, value]) => {
    if (shownElsewhere.has(key)) return [];
    if (typeof value === 'number' || typeof value === 'boolean') return [{ key, value: String(value) }];
    if (typeof value !== 'string' || value.trim() === '') return [];
    return [{ key, value: value.length > longest ? `${value.slice(0, longest)}…` : value }];
  });
  return facts.slice(0, most);
}

/** The graph that ComfyUI can open again, as JSON; null where there is none. */
export function workflowOf({ workflow }: Readonly<Record<string, unknown>>): string | null {
  if (typeof workflow === 'string') return workflow.trim() === '' ? null : workflow;
  return typeof workflow === 'object' && workflow !== null ? JSON.stringify(workflow, null, 2) : null;
}

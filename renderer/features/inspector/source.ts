const programs: Record<string, string> = { comfyui: 'ComfyUI', llm: 'LLM', ollama: 'Ollama', api: 'API' };

/** Who put an asset into the library: a program by its name, or a person with this app. */
export function sourceName(
  source: string | null,
): { kind: 'app' } | { kind: 'program'; name: string } | null {
  if (source === null) return null;
  if (source === 'uploader' || source === 'manual') return { kind: 'app' };
  return { kind: 'program', name: programs[source] ?? source };
}

const longest = 400;
const most = 12;

/**
 * What of `source_metadata` can be read by a person: its plain values, the prompt first. Graphs and lists (a
 * workflow) are left out.
 */
export function provenance(metadata: Readonly<Record<string, unknown>>): { key: string; value: string }[] {
  const facts = Object.entries(metadata).flatMap(([key, value]) => {
    if (typeof value === 'number' || typeof value === 'boolean') return [{ key, value: String(value) }];
    if (typeof value !== 'string' || value.trim() === '') return [];
    return [{ key, value: value.length > longest ? `${value.slice(0, longest)}…` : value }];
  });
  const rank = (key: string): number =>
    /^prompt$|^positive/i.test(key) ? 0 : /prompt|negative/i.test(key) ? 1 : 2;
  return facts.toSorted((a, b) => rank(a.key) - rank(b.key)).slice(0, most);
}

import { numberOf, type Recipe, withoutEmpty } from './comfyui.ts';

const longest = 256 * 1024;

/**
 * The text that A1111 and its kin (Forge, SD.Next, Fooocus) write: the prompt, a line of what is not wanted, and a last
 * line of settings, `Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, …`. Null for other text.
 */
export function readParameters(text: string): Recipe | null {
  const lines = text.slice(0, longest).replaceAll('\r', '').trim().split('\n');
  const settingsAt = lines.findLastIndex((line) => /(?:^|,\s*)Steps:\s*\d+/.test(line));
  if (settingsAt === -1) return null;
  const settings = readSettings(lines[settingsAt] ?? '');
  const said = lines.slice(0, settingsAt);
  const negativeAt = said.findIndex((line) => /^Negative prompt:/i.test(line));
  const prompt = said.slice(0, negativeAt === -1 ? undefined : negativeAt);
  const negative = negativeAt === -1 ? [] : said.slice(negativeAt);
  const version = settings.get('version');
  return withoutEmpty({
    tool: version?.startsWith('Fooocus') === true ? 'Fooocus' : 'Stable Diffusion WebUI',
    model: settings.get('model') ?? settings.get('base model'),
    prompt: prompt.join('\n').trim(),
    negativePrompt: negative
      .join('\n')
      .replace(/^Negative prompt:/i, '')
      .trim(),
    seed: /^\d{1,20}$/.exec(settings.get('seed') ?? '')?.[0],
    sampler: settings.get('sampler'),
    steps: numberOf(settings.get('steps')),
    cfg: numberOf(settings.get('cfg scale') ?? settings.get('guidance scale')),
  });
}

/** Names in lower case. A value may stand in quotes, with commas inside. */
function readSettings(line: string): Map<string, string> {
  const settings = new Map<string, string>();
  for (const [, name = '', quoted, plain = ''] of line
    .slice(0, 16_384)
    .matchAll(/([A-Za-z][\w \-/]{0,40}):\s*(?:"((?:[^"\\]|\\.)*)"|([^,]*))(?:,|$)/g)) {
    settings.set(name.trim().toLowerCase(), (quoted ?? plain).trim());
  }
  return settings;
}

import type { Generation } from '../protocol.ts';
import { cleanString, truncateUtf8 } from '../text/clean.ts';

/** Bytes of text. A graph that is cut is none any more, and left out. */
const longestText = 256 * 1024;
const longestJson = 1024 * 1024;

interface Comment {
  readonly keyword: string;
  readonly text: string;
}

/**
 * How a picture was made, as generators write it into PNG text chunks, or into EXIF where the format has no such chunks.
 *
 * @param exif whole strings of EXIF by the tags' names
 */
export function readGeneration(
  comments: readonly Comment[] = [],
  exif: Readonly<Record<string, string>> = {},
): Generation | undefined {
  const chunk = (keyword: string): string | undefined =>
    comments.find((comment) => comment.keyword === keyword)?.text;
  const prompt = chunk('prompt') ?? prefixed(exif, 'prompt:');
  const workflow = chunk('workflow') ?? prefixed(exif, 'workflow:');
  if (isJson(prompt) || isJson(workflow)) {
    return { tool: 'comfyui', ...json('prompt', prompt), ...json('workflow', workflow) };
  }
  const invoke = chunk('invokeai_metadata');
  if (isJson(invoke)) return { tool: 'invokeai', ...json('parameters', invoke) };
  if (chunk('Software') === 'NovelAI') {
    const source = chunk('Source');
    return {
      tool: 'novelai',
      ...json('parameters', chunk('Comment')),
      ...(source !== undefined && { model: clean(source).slice(0, 200) }),
    };
  }
  const parameters = chunk('parameters') ?? exif.userComment ?? exif.UserComment;
  // Fooocus and SwarmUI write JSON where others write lines.
  if (isJson(parameters) && /"(?:metadata_scheme|sui_image_params)"/.test(parameters.slice(0, longestText))) {
    return { tool: 'a1111', ...json('parameters', parameters) };
  }
  return parameters !== undefined && /\bSteps: \d+/.test(parameters.slice(0, longestText))
    ? { tool: 'a1111', parameters: truncateUtf8(clean(parameters), longestText) }
    : undefined;
}

/** Long texts are cut before they are cleaned, which costs time. */
const clean = (text: string): string => cleanString(text.slice(0, longestJson));

function isJson(value: string | undefined): value is string {
  return value?.trimStart().startsWith('{') === true;
}

function json<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  const result: { [P in K]?: string } = {};
  if (!isJson(value) || value.length > longestJson) return result;
  const cleaned = clean(value);
  if (Buffer.byteLength(cleaned) <= longestJson) Object.assign(result, { [key]: cleaned });
  return result;
}

/** ComfyUI's WebP nodes put `prompt:{…}` and `workflow:{…}` into whichever EXIF strings they find. */
function prefixed(exif: Readonly<Record<string, string>>, prefix: string): string | undefined {
  const value = Object.values(exif).find((item) => item.slice(0, prefix.length).toLowerCase() === prefix);
  return value?.slice(prefix.length);
}

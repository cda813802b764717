import type { Generation } from './protocol.ts';
import { cleanString, truncateUtf8 } from './text/clean.ts';

const LIMIT = 256 * 1024;

interface Comment {
  readonly keyword: string;
  readonly text: string;
}

/**
 * How a picture was made, as ComfyUI (`prompt` and `workflow`) and A1111 (`parameters`) write it into
 * PNG text chunks, or into EXIF where the format has no such chunks.
 */
export function readGeneration(comments: readonly Comment[] = [], exif: object = {}): Generation | undefined {
  const chunk = (keyword: string): string | undefined => {
    const found = comments.find((comment) => comment.keyword === keyword)?.text;
    return found === undefined ? undefined : truncateUtf8(cleanString(found), LIMIT);
  };
  const prompt = jsonOnly(chunk('prompt') ?? prefixed(exif, 'prompt:'));
  const workflow = jsonOnly(chunk('workflow') ?? prefixed(exif, 'workflow:'));
  if (prompt !== undefined || workflow !== undefined) {
    return {
      tool: 'comfyui',
      ...(prompt !== undefined && { prompt }),
      ...(workflow !== undefined && { workflow }),
    };
  }
  const parameters = chunk('parameters') ?? userComment(exif);
  return parameters !== undefined && /\bSteps: \d+/.test(parameters)
    ? { tool: 'a1111', parameters }
    : undefined;
}

function jsonOnly(value: string | undefined): string | undefined {
  return value?.trimStart().startsWith('{') === true ? value : undefined;
}

/** ComfyUI's WebP nodes put `prompt:{…}` and `workflow:{…}` into whichever EXIF strings they find. */
function prefixed(exif: object, prefix: string): string | undefined {
  const value = Object.values(exif).find(
    (item): item is string => typeof item === 'string' && item.toLowerCase().startsWith(prefix),
  );
  return value?.slice(prefix.length);
}

function userComment(exif: object): string | undefined {
  const entry = Object.entries(exif).find(([key]) => key === 'userComment' || key === 'UserComment');
  const value: unknown = entry?.[1];
  return typeof value === 'string' ? value : undefined;
}

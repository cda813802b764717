export interface SqlToken {
  /** Column that it begins at. */
  at: number;
  text: string;
  kind: 'plain' | 'comment' | 'keyword' | 'string';
}

export interface SqlLine {
  /** From 1 on. */
  number: number;
  tokens: SqlToken[];
}

const keywords = new Set(
  `add all alter always analyze and as asc begin before after between by cascade case check coalesce column comment
  commit concurrently conflict constraint create cross current_timestamp database default definer delete desc distinct
  do drop each else end enable exception execute exists extension false for foreign from function generated grant group
  having if immutable in index inherit inner insert into invoker is join key language lateral left like limit lock
  materialized not null nothing of on only or order owned owner parallel partition perform primary procedure raise
  references replace restrict return returning returns revoke role row rows safe schema search_path security select
  sequence set stable statement stored table temp temporary then to trigger true type union unique unlogged update using
  values view volatile when where with without`.split(/\s+/),
);

const token =
  /(--[^\n]*|\/\*[\s\S]*?\*\/)|('(?:[^']|'')*')|([A-Za-z_][A-Za-z_0-9$]*)|([^A-Za-z_'/-]+|[\s\S])/g;

/** SQL by lines, coloured just enough to be read. Never changes a letter: the tokens joined are the text. */
export function sqlLines(sql: string): SqlLine[] {
  const lines: SqlLine[] = [{ number: 1, tokens: [] }];
  const put = (text: string, kind: SqlToken['kind']): void => {
    text.split('\n').forEach((part, index) => {
      if (index > 0) lines.push({ number: lines.length + 1, tokens: [] });
      const line = lines.at(-1)?.tokens;
      const last = line?.at(-1);
      if (part === '' || line === undefined) return;
      if (last?.kind === kind) last.text += part;
      else line.push({ at: last === undefined ? 0 : last.at + last.text.length, text: part, kind });
    });
  };
  for (const [text, comment, string, word] of sql.matchAll(token)) {
    if (comment !== undefined) put(text, 'comment');
    else if (string !== undefined) put(text, 'string');
    else put(text, word !== undefined && keywords.has(word.toLowerCase()) ? 'keyword' : 'plain');
  }
  return lines;
}

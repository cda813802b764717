import { z } from 'zod';

/**
 * Letters, marks and digits of scripts in which a joiner (U+200C, U+200D) changes how neighbours are written: not those
 * of Europe and East Asia, where it only hides.
 */
const joining =
  String.raw`(?![\p{scx=Latin}\p{scx=Greek}\p{scx=Cyrillic}\p{scx=Han}\p{scx=Hangul}\p{scx=Hiragana}\p{scx=Katakana}` +
  String.raw`\p{scx=Common}])[\p{L}\p{M}\p{N}]`;
const emoji = String.raw`[\p{Extended_Pictographic}\p{Emoji_Modifier}\u{fe0f}\u{e007f}]`;

/** One after another: what is kept of each kind is what a reader sees the effect of. */
const hidden = [
  // Marks of direction, zero-width spaces, fillers, invisible operators: all that Unicode says has no look, but those below.
  String.raw`(?![\p{Variation_Selector}\u115f\u1160\u200c\u200d\u{e0020}-\u{e007f}])\p{Default_Ignorable_Code_Point}`,
  String.raw`[\ufff9-\ufffb]`,
  // A joiner stays between pictures, and beside such letters; the second of two never.
  String.raw`(?<!${joining}|${emoji}(?=\u200d\p{Extended_Pictographic}))[\u200c\u200d](?!${joining})`,
  String.raw`(?<=[\u200c\u200d])[\u200c\u200d]`,
  // How the sign before it is drawn.
  String.raw`(?<=^|[\s\p{Variation_Selector}])\p{Variation_Selector}`,
  // The letters that make a black flag the flag of a region.
  String.raw`(?<!\u{1f3f4}[\u{e0020}-\u{e007e}]{0,6})[\u{e0020}-\u{e007f}]`,
].map((pattern) => new RegExp(pattern, 'gu'));

/**
 * Without characters that nobody sees, which let a name read as another: marks that turn the direction of what follows
 * (`invoice\u202egpj.exe`), zero-width spaces, fillers. Joiners stay where they are part of the writing: in emoji, in
 * Persian and in the scripts of India.
 */
export function withoutHidden(text: string): string {
  return hidden.reduce((left, pattern) => left.replace(pattern, ''), text);
}

/** A name as a person types or pastes it: nothing hidden, composed Unicode, no white space around it. */
export function plainText(text: string): string {
  return withoutHidden(text).normalize('NFC').trim();
}

/** The same where white space only parts words. */
export function oneLine(text: string): string {
  return plainText(text).replace(/\s+/g, ' ');
}

/** A name of one line: not empty, at most so many UTF-16 units, no control characters and no broken surrogates. */
export function lineSchema(longest: number) {
  return z
    .string()
    .transform(oneLine)
    .pipe(
      z
        .string()
        .min(1)
        .max(longest)
        .regex(/^[^\p{Cc}\p{Cs}]+$/u),
    );
}

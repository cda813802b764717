/** Chromium calls every picture of the clipboard this. */
const clipboardName = /^image\.([a-z0-9]+)$/i;

/** A name that can be told apart for a pasted picture: `붙여넣은 이미지 2026-11-23 09.41.07.png`; real files keep theirs. */
export function pastedName(name: string, title: string, now: Date): string {
  const extension = clipboardName.exec(name)?.[1];
  if (extension === undefined) return name;
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join('.');
  return `${title} ${day} ${time}.${extension}`;
}

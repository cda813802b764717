/** The browser's own way of saving; the system asks for the place. */
export function saveText(text: string, name: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has begun by the next task, and holds the bytes itself.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

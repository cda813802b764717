import type { Page } from '@playwright/test';

/** Pastes a file that only the page has, as from a browser. */
export async function paste(
  page: Page,
  { name, megabytes }: { name: string; megabytes: number },
): Promise<void> {
  await page.evaluate(
    ([called, size]) => {
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File([new Uint8Array(size)], called));
      document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
    },
    [name, megabytes * 1_000_000] as const,
  );
}

import { expect, type Locator, type Page } from '@playwright/test';
import { call } from './calls.ts';
import { type DropTarget, dropFiles } from './drop-files.ts';

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Until everything that was dropped has its thumbnail and its vector. */
const WORK_LIMIT_MS = 60_000;

/** The window of a library as a person finds their way in it: by roles and English names. */
export class LibraryPage {
  readonly main: Locator;
  readonly grid: Locator;
  readonly assets: Locator;
  readonly selected: Locator;
  readonly sidebar: Locator;
  readonly inspector: Locator;
  readonly search: Locator;
  readonly filters: Locator;
  readonly tray: Locator;
  /** The line of the status bar about uploads, which opens the tray. */
  readonly uploadStatus: Locator;
  readonly viewer: Locator;
  readonly quickLook: Locator;

  constructor(readonly page: Page) {
    this.main = page.getByRole('main', { name: 'Assets' });
    this.grid = page.getByRole('listbox', { name: 'Assets' });
    // Files on their way are options that can't be chosen yet.
    this.assets = this.grid.getByRole('option', { disabled: false });
    this.selected = this.grid.getByRole('option', { selected: true });
    this.sidebar = page.getByRole('navigation', { name: 'Library' });
    this.inspector = page.getByRole('complementary', { name: 'Info' });
    this.search = page.getByRole('searchbox', { name: 'Search assets' });
    this.filters = page.getByRole('toolbar', { name: 'Filters and view' });
    this.tray = page.getByRole('region', { name: 'Uploads' });
    this.uploadStatus = page.getByRole('contentinfo').getByRole('button', { name: /upload/i });
    this.viewer = page.getByRole('dialog', { name: 'Viewer' });
    this.quickLook = page.getByRole('dialog', { name: 'Quick look' });
  }

  /** From the welcome screen into an empty library on this computer. */
  async startLocal(): Promise<void> {
    await this.page.getByRole('button', { name: /^Start on this computer/ }).click();
    await expect(this.page.getByText('Add your first assets')).toBeVisible();
  }

  asset(name: string): Locator {
    return this.grid.getByRole('option', { name: new RegExp(`^${escaped(name)}(,|$)`), disabled: false });
  }

  /** A row of the sidebar. Its name is followed by its figure. */
  place(name: string): Locator {
    return this.sidebar.getByRole('treeitem', { name: new RegExp(`^${escaped(name)}\\s?[\\d.,]+`) });
  }

  /** A row of the sidebar with the figure that it has to show. */
  placeWith(name: string, figure: number): Locator {
    return this.sidebar.getByRole('treeitem', { name: new RegExp(`^${escaped(name)}\\s?${figure}$`) });
  }

  /** Names in the order that the grid shows. */
  async names(): Promise<string[]> {
    const labels = await this.assets.evaluateAll((cells) =>
      cells
        .toSorted((a, b) => Number(a.ariaPosInSet) - Number(b.ariaPosInSet))
        .map((cell) => cell.getAttribute('aria-label') ?? ''),
    );
    return labels.map((label) => label.split(', ')[0] ?? '');
  }

  async expectNames(names: readonly string[]): Promise<void> {
    await expect.poll(() => this.names()).toEqual(names);
  }

  async expectSelected(names: readonly string[]): Promise<void> {
    await expect
      .poll(async () => {
        const labels = await this.selected.evaluateAll((cells) =>
          cells.map((cell) => cell.getAttribute('aria-label') ?? ''),
        );
        return labels.map((label) => label.split(', ')[0]).sort();
      })
      .toEqual([...names].sort());
  }

  /** Drops files on the middle pane and, when folders are among them, says how they go in. */
  async drop(
    paths: readonly string[],
    { on = this.main, folders }: { on?: DropTarget; folders?: 'projects' | 'together' } = {},
  ): Promise<void> {
    await dropFiles(this.page, paths, on);
    if (folders === undefined) return;
    const question = this.page.getByRole('dialog', { name: /^How should/ });
    await question
      .getByRole('button', {
        name: folders === 'projects' ? /^Folders become projects/ : /^All in one place/,
      })
      .click();
  }

  /** Waits until every upload has ended, well or not. */
  async uploadsEnd(): Promise<void> {
    await expect(this.uploadStatus).toHaveText(/uploaded( · \d+ to decide)?$/, { timeout: WORK_LIMIT_MS });
  }

  /** Opens the tray, which folds away by itself some seconds after all went well; the pointer on it keeps it open. */
  async showTray(): Promise<void> {
    await expect(async () => {
      if (!(await this.tray.isVisible())) await this.uploadStatus.click({ timeout: 2000 });
      await this.tray.getByRole('heading').hover({ timeout: 2000 });
    }).toPass();
  }

  async clearTray(): Promise<void> {
    await this.showTray();
    await this.tray.getByRole('button', { name: 'Clear all' }).click();
    await expect(this.tray).toBeHidden();
  }

  /** Waits until nothing is left to do in the background: thumbnails, facts and vectors are there. */
  async workEnds(): Promise<void> {
    await expect
      .poll(
        async () => {
          const { batches } = await call(this.page, 'ingest.batches', {});
          const open = batches.filter(({ phase, processing }) => phase !== 'done' || processing > 0).length;
          const { waiting, running } = await call(this.page, 'jobs.summary', {});
          return open + running + waiting.render + waiting.embed;
        },
        { timeout: WORK_LIMIT_MS, intervals: [250] },
      )
      .toBe(0);
  }

  /** Drops files, waits for the end of all work and puts the tray away. */
  async add(paths: readonly string[], options: { on?: DropTarget; folders?: 'projects' | 'together' } = {}) {
    await this.drop(paths, options);
    await this.uploadsEnd();
    await this.workEnds();
    await this.clearTray();
  }

  /**
   * Opens a context menu. Assets that arrive at the front move the others on, so that the click may meet a neighbour: a
   * person sees that from what is selected and tries again.
   */
  private async openMenu(target: Locator): Promise<void> {
    await expect(async () => {
      await target.click({ button: 'right', timeout: 5000 });
      if ((await target.getAttribute('role')) !== 'option') return;
      try {
        await expect(target).toHaveAttribute('aria-selected', 'true', { timeout: 2000 });
      } catch (error) {
        await this.page.keyboard.press('Escape');
        throw error;
      }
    }).toPass();
  }

  /** Chooses one entry of an asset's context menu; `path` leads through its submenus. */
  async chooseFromMenu(target: Locator, ...path: readonly (string | RegExp)[]): Promise<void> {
    await this.openMenu(target);
    for (const name of path) await this.page.getByRole('menuitem', { name }).click();
  }

  async sortBy(order: string): Promise<void> {
    await this.filters.getByRole('button', { name: /^Sort: / }).click();
    await this.page.getByRole('menuitemcheckbox', { name: order }).click();
  }

  /** Opens a chip of the filter bar, makes a choice in its panel and closes it. */
  async filter(chip: string, choose: (panel: Locator) => Promise<void>): Promise<void> {
    await this.filters.getByRole('button', { name: new RegExp(`^${chip}(:|$)`) }).click();
    const panel = this.page.getByRole('dialog', { name: chip });
    await choose(panel);
    await this.page.keyboard.press('Escape');
    await expect(panel).toBeHidden();
  }

  async clearFilters(): Promise<void> {
    await this.filters.getByRole('button', { name: 'Clear all' }).click();
  }

  /** Drags an asset, with what is selected beside it, as a hand does: over several places on the way. */
  async drag(asset: Locator, to: Locator): Promise<void> {
    const { mouse } = this.page;
    const from = await asset.boundingBox();
    const target = await to.boundingBox();
    if (from === null || target === null) throw new Error('What to drag, or where to, is not shown.');
    await mouse.move(from.x + from.width / 2, from.y + from.height / 2);
    await mouse.down();
    await mouse.move(target.x + target.width / 2, target.y + target.height / 2, { steps: 8 });
    await mouse.up();
  }

  toast(text: string | RegExp): Locator {
    return this.page.getByRole('region', { name: /^Notifications/ }).getByText(text);
  }
}

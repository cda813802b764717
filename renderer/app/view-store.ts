import type { SimilaritySource } from '@shared/contract/similar.ts';
import type { AssetId, BrandId } from '@shared/domain/ids.ts';
import type { Filters, Scope, Sort } from '@shared/domain/query.ts';
import { create } from 'zustand';
import { persist } from 'zustand/middleware';

/** What the middle pane shows. */
type MainView =
  | { kind: 'library' }
  | {
      kind: 'similar';
      source: SimilaritySource;
      /** Name and picture of the query, pinned above the results. */
      title: string;
      previewUrl: string | null;
    }
  | { kind: 'usage' }
  | { kind: 'health' }
  | { kind: 'check' };

type GridLayout = 'rows' | 'squares' | 'list';

interface ViewState {
  main: MainView;
  scope: Scope;
  text: string;
  filters: Filters;
  sort: Sort;
  layout: GridLayout;
  /** Height of a justified row or side of a square, in px. */
  thumbnailSize: number;
  groupByDay: boolean;
  inspectorOpen: boolean;
  sidebarOpen: boolean;
  /** The asset that the viewer or quick look shows; null when closed. */
  viewer: { mode: 'viewer' | 'quicklook'; assetId: AssetId; index: number } | null;
  similarThreshold: number;
  /** As `similarThreshold`, of searches by words: a text is never as like a picture as another picture is. */
  wordsThreshold: number;
  /** Null searches every brand. */
  similarBrandId: BrandId | null;

  /** The library that the places of this store are in, and where the others were left. */
  library: string | null;
  places: Readonly<Record<string, Place>>;

  /** A library was opened: goes to where it was left. */
  enterLibrary(library: string): void;
  showLibrary(): void;
  showUsage(): void;
  showHealth(): void;
  showCheck(): void;
  showSimilar(view: Extract<MainView, { kind: 'similar' }>, brandId: BrandId | null): void;
  /** Chooses a row of the sidebar: shows the library there; search text and filters stay per scope. */
  setScope(scope: Scope): void;
  setText(text: string): void;
  setFilters(filters: Filters): void;
  setSort(sort: Sort): void;
  setLayout(layout: GridLayout): void;
  setThumbnailSize(size: number): void;
  setGroupByDay(on: boolean): void;
  toggleInspector(): void;
  toggleSidebar(): void;
  openViewer(viewer: NonNullable<ViewState['viewer']>): void;
  closeViewer(): void;
  setSimilarThreshold(threshold: number): void;
  setWordsThreshold(threshold: number): void;
  setSimilarBrandId(brandId: BrandId | null): void;
}

interface Place {
  scope: Scope;
  sort: Sort;
}
interface ScopeMemory {
  filters: Filters;
  sort: Sort;
}
const remembered = new Map<string, ScopeMemory>();
const defaultSort: Sort = { by: 'created', direction: 'desc' };

/** What is only on screen: places, filters, sizes. Everything that is stored comes from TanStack Query. */
export const useView = create<ViewState>()(
  persist(
    (set, get) => ({
      main: { kind: 'library' },
      scope: { kind: 'all' },
      text: '',
      filters: {},
      sort: defaultSort,
      layout: 'rows',
      thumbnailSize: 186,
      groupByDay: true,
      inspectorOpen: true,
      sidebarOpen: true,
      viewer: null,
      // Pictures of one subject are often no more than 20 to 40 % alike: a high bar would leave most searches empty.
      similarThreshold: 0.1,
      wordsThreshold: 0,
      similarBrandId: null,
      library: null,
      places: {},

      enterLibrary: (library) => {
        const { library: before, places, scope, sort } = get();
        if (before === library) return;
        // What was written down before libraries were told apart is of the one on this computer.
        const left = { ...places, [before ?? 'local']: { scope, sort } };
        const place = left[library] ?? { scope: { kind: 'all' }, sort: defaultSort };
        remembered.clear();
        set({
          ...place,
          library,
          places: left,
          main: { kind: 'library' },
          text: '',
          filters: {},
          viewer: null,
          similarBrandId: null,
        });
      },
      showLibrary: () => set({ main: { kind: 'library' } }),
      showUsage: () => set({ main: { kind: 'usage' } }),
      showHealth: () => set({ main: { kind: 'health' }, viewer: null }),
      showCheck: () => set({ main: { kind: 'check' }, viewer: null }),
      showSimilar: (main, similarBrandId) => set({ main, similarBrandId, viewer: null }),
      setScope: (scope) => {
        const { scope: before, filters, sort } = get();
        remembered.set(JSON.stringify(before), { filters, sort });
        const memory = remembered.get(JSON.stringify(scope)) ?? { filters: {}, sort: defaultSort };
        set({ scope, text: '', main: { kind: 'library' }, viewer: null, ...memory });
      },
      setText: (text) => set({ text, main: { kind: 'library' } }),
      setFilters: (filters) => set({ filters }),
      setSort: (sort) => set({ sort }),
      setLayout: (layout) => set({ layout }),
      setThumbnailSize: (thumbnailSize) => set({ thumbnailSize }),
      setGroupByDay: (groupByDay) => set({ groupByDay }),
      toggleInspector: () => set((state) => ({ inspectorOpen: !state.inspectorOpen })),
      toggleSidebar: () => set((state) => ({ sidebarOpen: !state.sidebarOpen })),
      openViewer: (viewer) => set({ viewer }),
      closeViewer: () => set({ viewer: null }),
      setSimilarThreshold: (similarThreshold) => set({ similarThreshold }),
      setWordsThreshold: (wordsThreshold) => set({ wordsThreshold }),
      setSimilarBrandId: (similarBrandId) => set({ similarBrandId }),
    }),
    {
      name: 'view',
      partialize: ({
        library,
        places,
        scope,
        sort,
        layout,
        thumbnailSize,
        groupByDay,
        inspectorOpen,
        sidebarOpen,
      }) => ({
        library,
        places,
        scope,
        sort,
        layout,
        thumbnailSize,
        groupByDay,
        inspectorOpen,
        sidebarOpen,
      }),
    },
  ),
);

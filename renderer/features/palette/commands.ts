import type { AssetId } from '@shared/domain/ids.ts';
import {
  Activity,
  CirclePause,
  Clock,
  Download,
  Eraser,
  FileUp,
  FolderInput,
  FolderPlus,
  FolderSync,
  FolderUp,
  HardDrive,
  History,
  Keyboard,
  LayoutGrid,
  type LucideIcon,
  Moon,
  Network,
  PanelLeft,
  PanelRight,
  Plug,
  Redo2,
  ScanSearch,
  SearchCheck,
  Server,
  Settings,
  Tag,
  Trash2,
  Undo2,
} from 'lucide-react';
import { redoLast, toastError, undoLast } from '../../app/edit.ts';
import { useSelection } from '../../app/selection-store.ts';
import { useSettings } from '../../app/settings-store.ts';
import { useUi } from '../../app/ui-store.ts';
import { useView } from '../../app/view-store.ts';
import { useConnectPage } from '../connection/connect-store.ts';
import { assetActions } from '../library/actions/asset-actions.ts';
import { showRelocation } from '../relocation/relocation-store.ts';
import { useSidebar } from '../sidebar/sidebar-store.ts';
import { chooseFiles } from '../uploads/add-to-library.ts';
import { togglePauseAll } from '../uploads/pause.ts';
import { useUploads } from '../uploads/upload-store.ts';

type CommandId =
  | 'uploadFiles'
  | 'uploadFolder'
  | 'pauseUploads'
  | 'uploadHistory'
  | 'all'
  | 'recent'
  | 'untagged'
  | 'trash'
  | 'saveCopies'
  | 'saveBareCopies'
  | 'storage'
  | 'newBrand'
  | 'undo'
  | 'redo'
  | 'toggleSidebar'
  | 'toggleInspector'
  | 'toggleTheme'
  | 'switchLibrary'
  | 'connect'
  | 'connections'
  | 'health'
  | 'check'
  | 'embedding'
  | 'vectorIndex'
  | 'watchFolders'
  | 'moveLibrary'
  | 'settings'
  | 'shortcuts';

/** One entry of the palette; its words are `palette:command.<id>`. */
export interface Command {
  id: CommandId;
  icon: LucideIcon;
  shortcut?: string;
  /** Needs the library. */
  library?: boolean;
  /** Is done with the selected assets, and offered where there are some. */
  selection?: boolean;
  /** Changes the library. */
  changes?: boolean;
  run: () => void;
}

function toggleTheme(): void {
  const theme = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
  void useSettings.getState().update({ theme }).catch(toastError);
}

const view = useView.getState;
const selected = (): AssetId[] => [...useSelection.getState().ids];

export const commands: readonly Command[] = [
  {
    id: 'uploadFiles',
    icon: FileUp,
    shortcut: 'Mod+U',
    library: true,
    changes: true,
    run: () => void chooseFiles('files'),
  },
  {
    id: 'uploadFolder',
    icon: FolderUp,
    shortcut: 'Mod+Shift+U',
    library: true,
    changes: true,
    run: () => void chooseFiles('folder'),
  },
  {
    id: 'pauseUploads',
    icon: CirclePause,
    shortcut: 'Mod+Shift+P',
    library: true,
    changes: true,
    run: () => void togglePauseAll(),
  },
  {
    id: 'uploadHistory',
    icon: History,
    library: true,
    run: () => useUploads.getState().setTrayView('history'),
  },
  { id: 'all', icon: LayoutGrid, library: true, run: () => view().setScope({ kind: 'all' }) },
  { id: 'recent', icon: Clock, library: true, run: () => view().setScope({ kind: 'recent' }) },
  { id: 'untagged', icon: Tag, library: true, run: () => view().setScope({ kind: 'untagged' }) },
  { id: 'trash', icon: Trash2, library: true, run: () => view().setScope({ kind: 'trash' }) },
  {
    id: 'saveCopies',
    icon: Download,
    library: true,
    selection: true,
    run: () => void assetActions.saveCopies(selected()),
  },
  {
    id: 'saveBareCopies',
    icon: Eraser,
    library: true,
    selection: true,
    run: () => void assetActions.saveBareCopies(selected()),
  },
  { id: 'storage', icon: HardDrive, library: true, run: () => view().showUsage() },
  {
    id: 'newBrand',
    icon: FolderPlus,
    library: true,
    changes: true,
    run: () => {
      if (!view().sidebarOpen) view().toggleSidebar();
      useSidebar.getState().edit({ kind: 'new-brand' });
    },
  },
  { id: 'undo', icon: Undo2, shortcut: 'Mod+Z', library: true, changes: true, run: () => void undoLast() },
  {
    id: 'redo',
    icon: Redo2,
    shortcut: 'Mod+Shift+Z',
    library: true,
    changes: true,
    run: () => void redoLast(),
  },
  { id: 'toggleSidebar', icon: PanelLeft, shortcut: 'Mod+B', run: () => view().toggleSidebar() },
  { id: 'toggleInspector', icon: PanelRight, shortcut: 'Mod+I', run: () => view().toggleInspector() },
  { id: 'toggleTheme', icon: Moon, run: toggleTheme },
  { id: 'switchLibrary', icon: Server, shortcut: 'Mod+O', run: () => useUi.getState().show('libraries') },
  { id: 'connect', icon: Plug, run: () => useConnectPage.getState().show({ kind: 'new' }) },
  { id: 'connections', icon: Plug, run: () => useUi.getState().show('connections') },
  { id: 'health', icon: Activity, library: true, run: () => view().showHealth() },
  { id: 'check', icon: SearchCheck, library: true, run: () => view().showCheck() },
  { id: 'embedding', icon: ScanSearch, run: () => useUi.getState().show('embedding') },
  { id: 'vectorIndex', icon: Network, library: true, run: () => useUi.getState().show('vector-index') },
  { id: 'watchFolders', icon: FolderInput, library: true, run: () => useUi.getState().show('watch') },
  { id: 'moveLibrary', icon: FolderSync, library: true, run: () => showRelocation() },
  { id: 'settings', icon: Settings, shortcut: 'Mod+,', run: () => useUi.getState().show('settings') },
  { id: 'shortcuts', icon: Keyboard, shortcut: '?', run: () => useUi.getState().show('shortcuts') },
];

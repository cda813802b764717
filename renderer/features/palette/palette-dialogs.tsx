import { useUi } from '../../app/ui-store.ts';
import { CommandPalette } from './command-palette.tsx';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';

/** The command palette and the list of shortcuts; mounted only while they are open. */
export function PaletteDialogs({ open }: { open: boolean }) {
  const dialog = useUi((state) => state.dialog);
  if (dialog === 'palette') return <CommandPalette libraryOpen={open} />;
  return dialog === 'shortcuts' ? <ShortcutsDialog /> : null;
}

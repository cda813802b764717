import { useAssetDialog } from './dialog-store.ts';
import { MoveDialog } from './move-dialog.tsx';
import { RenameDialog } from './rename-dialog.tsx';
import { TagsDialog } from './tags-dialog.tsx';

/** The dialogs that menus and keys of assets open; once in each view of assets. */
export function AssetDialogs() {
  const dialog = useAssetDialog((state) => state.dialog);
  switch (dialog?.kind) {
    case 'rename':
      return <RenameDialog asset={dialog.asset} />;
    case 'tags':
      return <TagsDialog ids={dialog.ids} />;
    case 'move':
      return <MoveDialog ids={dialog.ids} />;
    case undefined:
      return null;
  }
}

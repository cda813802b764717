import type { UploadTarget } from '@shared/domain/upload.ts';
import { mayChange } from '../../app/access.ts';
import { addFiles, client } from '../../app/client.ts';
import { toastError } from '../../app/edit.ts';
import { useView } from '../../app/view-store.ts';
import { type FolderChoice, useFolderChoice } from './drop-store.ts';
import { sendBytes } from './send-bytes.ts';
import { type DropTarget, targetOfScope } from './upload-target.ts';

function uploadTarget(target: DropTarget, choice: FolderChoice): UploadTarget {
  return { ...target, foldersAsProjects: choice === 'projects' && target.projectId === null, tags: [] };
}

async function take(files: File[], target: UploadTarget): Promise<void> {
  try {
    const { withoutPath } = await addFiles(files, { target });
    if (withoutPath.length > 0) await sendBytes(withoutPath, target);
  } catch (error) {
    toastError(error);
  }
}

/** Takes files to a brand or project. Folders on a brand ask whether they become projects, unless that is settled. */
export async function addToLibrary(
  files: File[],
  target: DropTarget,
  options: { folders: number; choice?: FolderChoice },
): Promise<void> {
  if (files.length === 0 || !mayChange()) return;
  const choice = options.choice ?? useFolderChoice.getState().remembered;
  const undecided = options.folders > 0 && target.projectId === null && choice === null;
  if (undecided) useFolderChoice.getState().ask({ files, folders: options.folders, target });
  else await take(files, uploadTarget(target, choice ?? 'together'));
}

/** Opens the file or folder dialog; what is chosen goes to what the middle pane shows. */
export async function chooseFiles(kind: 'files' | 'folder'): Promise<void> {
  if (!mayChange()) return;
  const target = targetOfScope(useView.getState().scope);
  const choice = useFolderChoice.getState().remembered ?? 'together';
  try {
    await client.ingest.chooseFiles({ kind, target: uploadTarget(target, choice) });
  } catch (error) {
    toastError(error);
  }
}

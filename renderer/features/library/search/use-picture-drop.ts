import { assetIdSchema } from '@shared/domain/ids.ts';
import { type DragEvent, useState } from 'react';
import { z } from 'zod';
import { client, embedFile } from '../../../app/client.ts';
import { toastError } from '../../../app/edit.ts';
import { useView } from '../../../app/view-store.ts';
import { assetActions } from '../actions/asset-actions.ts';
import { assetDragType } from '../grid/use-grid-drag.ts';

const draggedIds = z.array(assetIdSchema).min(1);

async function findLike(file: File): Promise<void> {
  const { imageId, name, previewDataUrl } = await embedFile(file);
  const { showSimilar, similarBrandId } = useView.getState();
  showSimilar(
    { kind: 'similar', source: { kind: 'image', imageId }, title: name, previewUrl: previewDataUrl },
    similarBrandId,
  );
}

async function findLikeAsset(data: string): Promise<void> {
  const [id] = draggedIds.parse(JSON.parse(data));
  if (id === undefined) return;
  const [asset] = (await client.assets.summaries({ ids: [id] })).assets;
  if (asset !== undefined) assetActions.findSimilar(asset);
}

/** Finds what looks like a picture, or an asset of the grid, that is dropped here. */
export function usePictureDrop() {
  const [over, setOver] = useState(false);
  const [busy, setBusy] = useState(false);
  const takes = (event: DragEvent): boolean =>
    event.dataTransfer.types.includes('Files') || event.dataTransfer.types.includes(assetDragType);
  return {
    over,
    busy,
    handlers: {
      onDragEnter: (event: DragEvent): void => {
        if (takes(event)) setOver(true);
      },
      onDragOver: (event: DragEvent): void => {
        if (!takes(event)) return;
        // The window below would take it as an upload.
        event.preventDefault();
        event.stopPropagation();
        event.dataTransfer.dropEffect = 'copy';
        setOver(true);
      },
      onDragLeave: (event: DragEvent<HTMLElement>): void => {
        const to = event.relatedTarget;
        if (!(to instanceof Node && event.currentTarget.contains(to))) setOver(false);
      },
      onDrop: (event: DragEvent): void => {
        setOver(false);
        if (!takes(event)) return;
        event.preventDefault();
        event.stopPropagation();
        const dragged = event.dataTransfer.getData(assetDragType);
        const [file] = event.dataTransfer.files;
        const work = dragged !== '' ? findLikeAsset(dragged) : file === undefined ? null : findLike(file);
        if (work === null) return;
        setBusy(true);
        void work.catch(toastError).finally(() => setBusy(false));
      },
    },
  };
}

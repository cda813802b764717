import { assetIdSchema } from '@shared/domain/ids.ts';
import { type DragEvent, useState } from 'react';
import { z } from 'zod';
import { assetDragType, dropTargetAt } from '../uploads/drag-files.ts';
import { isSameTarget } from '../uploads/drop-store.ts';
import type { DropTarget } from '../uploads/upload-target.ts';

const draggedSchema = z.array(assetIdSchema);

function readIds(data: string) {
  try {
    return draggedSchema.parse(JSON.parse(data));
  } catch {
    return [];
  }
}

/** Lets assets dragged out of the grid be dropped on brands and projects. */
export function useAssetDrop(onDrop: (ids: ReturnType<typeof readIds>, target: DropTarget) => void) {
  const [over, setOver] = useState<DropTarget | null>(null);
  const carriesAssets = (event: DragEvent): boolean => event.dataTransfer.types.includes(assetDragType);
  return {
    over,
    handlers: {
      onDragOver: (event: DragEvent) => {
        if (!carriesAssets(event)) return;
        const target = dropTargetAt(event.target);
        if (!isSameTarget(target, over)) setOver(target);
        if (target === null) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'move';
      },
      onDragLeave: (event: DragEvent) => {
        const to = event.relatedTarget;
        if (!(to instanceof Node) || !event.currentTarget.contains(to)) setOver(null);
      },
      onDrop: (event: DragEvent) => {
        if (!carriesAssets(event)) return;
        setOver(null);
        const target = dropTargetAt(event.target);
        if (target === null) return;
        event.preventDefault();
        event.stopPropagation();
        onDrop(readIds(event.dataTransfer.getData(assetDragType)), target);
      },
    },
  };
}

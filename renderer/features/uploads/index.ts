export { addToLibrary, chooseFiles } from './add-to-library.ts';
export { assetDragType } from './drag-files.ts';
export { useUploadPlaceholders, useUploadProgress } from './upload-store.ts';

export { useUploadPlaceholders, useUploadProgress } from './upload-store.ts';

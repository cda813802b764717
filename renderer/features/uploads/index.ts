export { localPictureOf, useLocalPicture, useLocalPictureOf } from './local-pictures.ts';
export { useTellOnScreen } from './on-screen.ts';
export { useIsHeld, useUploadPlaceholders, useUploadProgress } from './upload-store.ts';

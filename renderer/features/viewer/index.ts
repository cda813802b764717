export { ViewerOverlay } from './viewer-overlay.tsx';

export { startReplacements, versionActions } from './version-actions.ts';
export { VersionsSection } from './versions-section.tsx';

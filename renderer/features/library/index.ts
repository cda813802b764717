export { assetActions } from './actions/asset-actions.ts';
export { AssetDialogs } from './actions/asset-dialogs.tsx';
export { assetMenu } from './actions/asset-menu.ts';
export { Thumbnail } from './cells/thumbnail.tsx';
export { LibraryView } from './library-view.tsx';
export { SearchBox } from './search/search-box.tsx';

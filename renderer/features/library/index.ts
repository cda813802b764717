export { LibraryView } from './library-view.tsx';
export { SearchBox } from './search/search-box.tsx';

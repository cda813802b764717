export { SimilarView } from './similar-view.tsx';

import { plainText } from '@shared/domain/visible-text.ts';
import { useState } from 'react';
import { useView } from '../../../app/view-store.ts';
import { useEmbedding } from '../../embedding/use-embedding.ts';

/** Longer texts are not taken. */
const longest = 500;

/** Shows the assets whose pictures fit the words, in the brand that searches were narrowed to last. Answers whether there were any words. */
export function searchByMeaning(words: string): boolean {
  const text = plainText(words).slice(0, longest);
  if (text === '') return false;
  const { showSimilar, similarBrandId } = useView.getState();
  showSimilar(
    { kind: 'similar', source: { kind: 'text', text }, title: text, previewUrl: null },
    similarBrandId,
  );
  return true;
}

/** The switch of the search box between names and meaning; only where the model that is searched with knows words. */
export function useMeaningSearch() {
  const { data } = useEmbedding();
  const [wanted, setOn] = useState(false);
  const available = data?.text === true;
  return { available, on: available && wanted, setOn, search: searchByMeaning };
}

import { MediaError } from '../../errors.ts';
import { type Change, changed, type Planner, windowed } from '../pieces.ts';
import { type Box, blank, boxesIn } from './box.ts';
import { scrubItems } from './items.ts';
import { scrubFragment, scrubMovie } from './movie.ts';

const kept: ReadonlySet<string> = new Set('ftyp styp moov moof mdat meta sidx ssix mfra pdin'.split(' '));

/**
 * MP4 and its kin, and pictures in the same boxes (HEIC, AVIF). What is metadata becomes free space of the same size
 * and is overwritten with zeros, so that all that plays or shows stays at its place, bit for bit.
 */
export const stripBoxes: Planner = async (whole, signal) => {
  const file = windowed(whole);
  const boxes = await boxesIn(file, 0, file.size, signal);
  const changes: Change[] = [];
  const movie = boxes.find(({ type }) => type === 'moov');
  const fragments = boxes.filter(({ type }) => type === 'moof');
  const items = boxes.find(({ type }) => type === 'meta');
  if (movie === undefined && items === undefined) throw new MediaError('corrupt', 'Nothing to show or play');
  for (const box of boxes) {
    if (kept.has(box.type) && (box.type !== 'meta' || box === items)) continue;
    changes.push(...blank(box));
  }
  if (items !== undefined) {
    const onlyItems = movie === undefined ? boxes.filter(({ type }) => type === 'mdat') : [];
    changes.push(...((await scrubItems(file, items, onlyItems, signal)) ?? blankUnlessAll(items, movie)));
  }
  if (movie !== undefined) {
    const { changes: found, hasRemovedTracks } = await scrubMovie(file, movie, signal);
    if (hasRemovedTracks && fragments.length > 0) {
      throw new MediaError('unsupported', 'Data of its own is spread over fragments');
    }
    // There may be more of them than a call takes arguments.
    for (const change of found) changes.push(change);
  }
  for (const fragment of fragments) changes.push(...(await scrubFragment(file, fragment, signal)));
  return changed(file.size, changes);
};

/** A list of items that are no pictures describes the movie; without one there is nothing to show. */
function blankUnlessAll(items: Box, movie: Box | undefined): Change[] {
  if (movie === undefined) throw new MediaError('unsupported', 'The items are no pictures');
  return blank(items);
}

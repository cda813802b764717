import type { AssetSummary } from '@shared/domain/asset.ts';
import clsx from 'clsx';
import { TriangleAlert } from 'lucide-react';
import { Icon } from '../../../components/index.ts';
import { localPictureOf, useLocalPictureOf } from '../../uploads/index.ts';
import { extensionOf, splitName, typeIcon } from './describe.ts';
import { thumbhashUrl } from './thumbhash.ts';
import styles from './thumbnail.module.css';

/** What is drawn of an asset, or of one of its files. */
type Pictured = Pick<AssetSummary, 'id' | 'type' | 'name' | 'rendition' | 'thumbhash' | 'thumbnailUrl'>;

export interface ThumbnailProps {
  asset: Pictured;
  /** Shows the whole picture instead of filling the frame. */
  contain?: boolean;
  /** Leaves the name out of cards without a picture. */
  small?: boolean;
  /** The picture could not be loaded: its address may have expired. */
  onError?: (() => void) | undefined;
}

/** Pictures that were shown before: they come from the cache at once and need no blurred one under them. */
const seen = new Set<string>();
const mostSeen = 20_000;

function remember(url: string): void {
  if (seen.size > mostSeen) seen.clear();
  seen.add(url);
}

/** The picture of an asset: blurred at once, sharp when it is there; a card with facts where it has none. */
export function Thumbnail({ asset, contain = false, small = false, onError }: ThumbnailProps) {
  const known = asset.thumbnailUrl !== null && seen.has(asset.thumbnailUrl);
  if (asset.thumbnailUrl === null) {
    return asset.rendition === 'pending' ? (
      <Pending asset={asset} small={small} />
    ) : (
      <Card asset={asset} small={small} />
    );
  }
  const blur = known ? null : (localPictureOf(asset.id) ?? blurOf(asset));
  return (
    <span className={clsx(styles.frame, contain && styles.contain)}>
      {blur !== null && !contain && <img className={styles.blur} src={blur} alt="" draggable={false} />}
      <img
        key={asset.id}
        className={clsx(styles.picture, known && styles.known)}
        src={asset.thumbnailUrl}
        alt=""
        decoding="async"
        draggable={false}
        // On the element itself: a state would render the cell again for every picture that arrives.
        onLoad={(event) => {
          event.currentTarget.setAttribute('data-loaded', '');
          remember(event.currentTarget.src);
        }}
        onError={onError}
      />
    </span>
  );
}

function blurOf({ thumbhash }: Pictured): string | null {
  return thumbhash === null ? null : thumbhashUrl(thumbhash);
}

/** One whose thumbnail is still to come. Only these listen for pictures of their files: a grid has hundreds of cells. */
function Pending({ asset, small }: { asset: Pictured; small: boolean }) {
  const local = useLocalPictureOf(asset.id);
  const blur = local ?? blurOf(asset);
  return (
    <span className={clsx(styles.frame, local === null && styles.pending)}>
      {blur !== null && <img className={styles.blur} src={blur} alt="" draggable={false} />}
      {local === null && (
        <span className={styles.mark}>
          <Icon icon={typeIcon(asset.type)} size={small ? 14 : 20} />
        </span>
      )}
    </span>
  );
}

function Card({ asset, small }: { asset: Pictured; small: boolean }) {
  const failed = asset.rendition === 'failed';
  const { stem } = splitName(asset.name);
  return (
    <span className={clsx(styles.frame, styles.card)} data-type={asset.type}>
      <span className={clsx(styles.sheet, failed && styles.failed)}>
        <Icon icon={failed ? TriangleAlert : typeIcon(asset.type)} size={small ? 14 : 22} />
      </span>
      {!small && (
        <>
          <span className={styles.name}>{stem}</span>
          <span className={styles.extension}>{extensionOf(asset.name) || asset.type.toUpperCase()}</span>
        </>
      )}
    </span>
  );
}

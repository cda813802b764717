import { useFormat } from '@renderer/app/use-format.ts';
import { useView } from '@renderer/app/view-store.ts';
import type { UsageSummary } from '@shared/contract/usage.ts';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ResponsiveContainer, Tooltip, Treemap } from 'recharts';
import { Card, FigureTable } from './card.tsx';
import growthStyles from './growth.module.css';
import styles from './projects.module.css';
import { type ProjectTile, projectTiles } from './shape.ts';

/** Every project as an area as large as what it stores, brands side by side; a press opens the project. */
export function Projects({ usage }: { usage: UsageSummary }) {
  const { t } = useTranslation('usage');
  const format = useFormat();
  const setScope = useView((state) => state.setScope);
  const groups = useMemo(() => projectTiles(usage), [usage]);
  const tiles = useMemo(
    () => new Map(groups.flatMap((group) => group.tiles).map((tile) => [tile.key, tile])),
    [groups],
  );
  const nameOf = (tile: ProjectTile): string =>
    tile.target === null
      ? t('projects.joined', { count: tile.joined })
      : (tile.name ?? t('projects.unassigned'));
  const data = groups.map((group) => ({
    name: group.key,
    children: group.tiles.map((tile) => ({ name: tile.key, size: tile.bytes })),
  }));
  if (tiles.size === 0) return null;
  return (
    <Card
      title={t('projects.title')}
      hint={t('projects.hint')}
      table={
        <FigureTable
          caption={t('projects.title')}
          columns={[t('column.project'), t('column.brand'), t('column.assets'), t('column.size')]}
          rows={[...tiles.values()].map((tile) => ({
            key: tile.key,
            cells: [nameOf(tile), tile.brandName, format.number(tile.assets), format.bytes(tile.bytes)],
          }))}
        />
      }
    >
      <figure className={styles.map} aria-label={t('projects.title')}>
        <ResponsiveContainer width="100%" height="100%">
          <Treemap
            data={data}
            dataKey="size"
            nameKey="name"
            aspectRatio={1.4}
            isAnimationActive={false}
            content={(node) => {
              const tile = tiles.get(String(node.name));
              if (tile === undefined) return <g />;
              const { x, y, width, height } = node;
              return (
                <Tile
                  tile={tile}
                  name={nameOf(tile)}
                  place={{ x, y, width, height }}
                  {...(tile.target !== null && {
                    onOpen: () => tile.target !== null && setScope({ kind: 'project', ...tile.target }),
                  })}
                />
              );
            }}
          >
            <Tooltip
              isAnimationActive={false}
              content={({ active, payload }) => {
                const tile = active ? tiles.get(String(payload?.[0]?.name)) : undefined;
                return tile === undefined ? null : (
                  <div className={growthStyles.tooltip}>
                    <strong>{nameOf(tile)}</strong>
                    <span>{tile.brandName}</span>
                    <span>
                      {format.bytes(tile.bytes)} · {t('overview.assets', { count: tile.assets })}
                    </span>
                  </div>
                );
              }}
            />
          </Treemap>
        </ResponsiveContainer>
      </figure>
    </Card>
  );
}

interface TileProps {
  tile: ProjectTile;
  name: string;
  place: { x: number; y: number; width: number; height: number };
  onOpen?: () => void;
}

function Tile({ tile, name, place, onOpen }: TileProps) {
  const format = useFormat();
  const { x, y } = place;
  const width = Math.max(0, place.width - 3);
  const height = Math.max(0, place.height - 3);
  return (
    <foreignObject x={x + 1.5} y={y + 1.5} width={width} height={height}>
      <button
        type="button"
        tabIndex={-1}
        aria-label={`${tile.brandName}, ${name}, ${format.bytes(tile.bytes)}`}
        className={styles.tile}
        style={{ background: `color-mix(in srgb, ${tile.color} 26%, var(--surface-1))` }}
        disabled={onOpen === undefined}
        onClick={onOpen}
      >
        {width > 56 && height > 30 && (
          <>
            <span className={styles.brand}>
              <i style={{ background: tile.color }} />
              {height > 62 && width > 90 && tile.brandName}
            </span>
            <strong>{name}</strong>
            {height > 48 && <small>{format.bytes(tile.bytes)}</small>}
          </>
        )}
      </button>
    </foreignObject>
  );
}

import type { LabSquare } from './lab.ts';
import { toUnitLength } from './unit-length.ts';

const CELLS = 8;
const DIRECTIONS = 9;
export const HOG_SIZE = CELLS * CELLS * DIRECTIONS;

/** Steps of L* below this are noise. */
const MIN_GRADIENT = 1;
/** Keeps flat neighbourhoods from being blown up into edges. */
const ENERGY_FLOOR = 40;
/** One strong edge must not outweigh a cell's others. */
const CLIP = 0.4;

const at = (row: number, column: number, direction: number): number =>
  (row * CELLS + column) * DIRECTIONS + direction;

const add = (bins: Float32Array, index: number, amount: number): void => {
  bins[index] = (bins[index] ?? 0) + amount;
};

/**
 * Where a picture has edges and which way they run: a histogram of oriented gradients, 8 × 8 cells of 9
 * directions, normalised among neighbours, summed with its mirror image (a flipped picture is the same to
 * a marketer); length 1.
 */
export function mirroredHog(lab: LabSquare): Float32Array {
  const normalized = toUnitLength(normalizeByNeighbours(orientedGradients(lab)));
  return toUnitLength(addMirrorImage(normalized));
}

/** Each gradient of lightness is shared among its two nearest directions and its four nearest cells. */
function orientedGradients({ side, l }: LabSquare): Float32Array {
  const bins = new Float32Array(HOG_SIZE);
  for (let y = 1; y < side - 1; y++) {
    for (let x = 1; x < side - 1; x++) {
      const pixel = y * side + x;
      const dx = (l[pixel + 1] ?? 0) - (l[pixel - 1] ?? 0);
      const dy = (l[pixel + side] ?? 0) - (l[pixel - side] ?? 0);
      const strength = Math.sqrt(dx * dx + dy * dy);
      if (strength < MIN_GRADIENT) continue;
      shareAmongCells(bins, (y / side) * CELLS - 0.5, (x / side) * CELLS - 0.5, strength, angleOf(dx, dy));
    }
  }
  return bins;
}

/** Direction of an edge, 0–9: an edge from dark to light is the same as one from light to dark. */
function angleOf(dx: number, dy: number): number {
  const angle = Math.atan2(dy, dx);
  return ((angle < 0 ? angle + Math.PI : angle) / Math.PI) * DIRECTIONS;
}

function shareAmongCells(bins: Float32Array, row: number, column: number, strength: number, angle: number) {
  const top = Math.floor(row);
  const left = Math.floor(column);
  const whole = Math.floor(angle);
  const direction = whole % DIRECTIONS;
  const nextShare = angle - whole;
  for (let below = 0; below < 2; below++) {
    for (let beside = 0; beside < 2; beside++) {
      const [r, c] = [top + below, left + beside];
      if (r < 0 || c < 0 || r >= CELLS || c >= CELLS) continue;
      const vertical = below === 1 ? row - top : 1 - (row - top);
      const horizontal = beside === 1 ? column - left : 1 - (column - left);
      const weight = strength * vertical * horizontal;
      add(bins, at(r, c, direction), weight * (1 - nextShare));
      add(bins, at(r, c, (direction + 1) % DIRECTIONS), weight * nextShare);
    }
  }
}

/** Divides each cell by the energy around it, so that contrast and exposure matter less. */
function normalizeByNeighbours(bins: Float32Array): Float32Array {
  const energy = new Float32Array(CELLS * CELLS);
  for (let i = 0; i < bins.length; i++) add(energy, Math.floor(i / DIRECTIONS), (bins[i] ?? 0) ** 2);
  return bins.map((value, i) => {
    const cell = Math.floor(i / DIRECTIONS);
    return Math.min(CLIP, value / (Math.sqrt(meanAround(energy, cell) * 4) + ENERGY_FLOOR));
  });
}

/** Mean over a cell and its up to eight neighbours. */
function meanAround(energy: Float32Array, cell: number): number {
  const row = Math.floor(cell / CELLS);
  const column = cell % CELLS;
  let sum = 0;
  let count = 0;
  for (let r = Math.max(row - 1, 0); r <= Math.min(row + 1, CELLS - 1); r++) {
    for (let c = Math.max(column - 1, 0); c <= Math.min(column + 1, CELLS - 1); c++) {
      sum += energy[r * CELLS + c] ?? 0;
      count++;
    }
  }
  return sum / count;
}

function addMirrorImage(bins: Float32Array): Float32Array {
  return bins.map((value, i) => {
    const cell = Math.floor(i / DIRECTIONS);
    const mirroredColumn = CELLS - 1 - (cell % CELLS);
    const mirroredDirection = (DIRECTIONS - (i % DIRECTIONS)) % DIRECTIONS;
    return value + (bins[at(Math.floor(cell / CELLS), mirroredColumn, mirroredDirection)] ?? 0);
  });
}

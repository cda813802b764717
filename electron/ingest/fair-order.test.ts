import { describe, expect, it } from 'vitest';
import { batchIdSchema, brandIdSchema, projectIdSchema, uploadIdSchema } from '../../shared/domain/ids.ts';
import { type Taken, type Waiting, WaitingLine } from './fair-order.ts';

const uuid = (group: string, number: number): string =>
  `${group}-0000-4000-8000-${String(number).padStart(12, '0')}`;
const batch = (number: number) => batchIdSchema.parse(uuid('d0000000', number));
const brand = (number: number) => brandIdSchema.parse(uuid('b0000000', number));
const project = (number: number) => projectIdSchema.parse(uuid('c0000000', number));

const MiB = 1024 * 1024;
const places = { all: 4, large: 2 };
const none: Taken = { all: 0, large: 0 };

function file(drop: number, number: number, size = 1000): Waiting {
  return {
    id: uploadIdSchema.parse(uuid(`e000000${drop}`, number)),
    batchId: batch(drop),
    brandId: brand(drop),
    projectId: project(drop),
    size,
  };
}

/** Takes so many in turn, as if each were through at once; gives `drop:number`. */
function taken(line: WaitingLine<Waiting>, count: number): string[] {
  return Array.from({ length: count }, () => {
    const next = line.take(places, none);
    return next === null ? '-' : `${Number(next.batchId.slice(-4))}:${Number(next.id.slice(-6))}`;
  });
}

describe('the order in which files go up', () => {
  it('is the order of the drop for files that are small', () => {
    const line = new WaitingLine();
    for (const number of [1, 2, 3]) line.add(file(1, number));
    expect(taken(line, 4)).toEqual(['1:1', '1:2', '1:3', '-']);
  });

  it('has small files before large ones', () => {
    const line = new WaitingLine();
    line.add(file(1, 1, 900 * MiB));
    line.add(file(1, 2, 60 * MiB));
    line.add(file(1, 3));
    expect(taken(line, 3)).toEqual(['1:3', '1:2', '1:1']);
  });

  it('lets drops take turns, so that one file does not wait for the thousands that came before it', () => {
    const line = new WaitingLine();
    for (let number = 1; number <= 5000; number += 1) line.add(file(1, number));
    expect(taken(line, 100)).not.toContain('-');
    line.add(file(2, 1));
    expect(taken(line, 2)).toContain('2:1');
  });

  it('does not put a later drop before the others for as long as it lasts either', () => {
    const line = new WaitingLine();
    for (let number = 1; number <= 200; number += 1) line.add(file(1, number));
    taken(line, 100);
    for (let number = 1; number <= 200; number += 1) line.add(file(2, number));
    const next = taken(line, 20);
    expect(next.filter((one) => one.startsWith('1:'))).toHaveLength(10);
  });

  it('gives the drop that is looked at more turns, and the others some', () => {
    const line = new WaitingLine();
    for (let number = 1; number <= 200; number += 1) {
      line.add(file(1, number));
      line.add(file(2, number));
    }
    line.show({ uploadIds: [], place: { brandId: brand(2), projectId: project(2) } });
    const next = taken(line, 20);
    expect(next.filter((one) => one.startsWith('2:'))).toHaveLength(16);
  });

  it('has the files on screen before the others of their drop', () => {
    const line = new WaitingLine();
    const files = Array.from({ length: 100 }, (_, index) => file(1, index + 1));
    for (const one of files) line.add(one);
    line.show({ uploadIds: files.slice(60, 63).map(({ id }) => id), place: null });
    expect(taken(line, 4)).toEqual(['1:61', '1:62', '1:63', '1:1']);
  });

  it('begins a large file while small ones go on coming', () => {
    const line = new WaitingLine();
    line.add(file(1, 1, 900 * MiB));
    for (let number = 2; number <= 100; number += 1) line.add(file(1, number));
    expect(taken(line, 8)).toContain('1:1');
  });

  it('keeps places free of large files for small ones', () => {
    const line = new WaitingLine();
    line.add(file(1, 1, 900 * MiB));
    expect(line.take(places, { all: 2, large: 2 })).toBeNull();
    line.add(file(1, 2));
    expect(line.take(places, { all: 2, large: 2 })?.size).toBe(1000);
    expect(line.take(places, { all: 4, large: 0 })).toBeNull();
    expect(line.take(places, { all: 3, large: 1 })?.size).toBe(900 * MiB);
  });

  it('passes over drops that are held', () => {
    const held = new Set([batch(1)]);
    const line = new WaitingLine((batchId) => held.has(batchId));
    line.add(file(1, 1));
    line.add(file(2, 1));
    expect(taken(line, 2)).toEqual(['2:1', '-']);
    held.clear();
    expect(taken(line, 1)).toEqual(['1:1']);
  });

  it('forgets files that are taken out', () => {
    const line = new WaitingLine();
    line.add(file(1, 1));
    line.add(file(1, 2));
    expect(line.delete(file(1, 1))).toBe(true);
    expect(line.delete(file(1, 1))).toBe(false);
    expect(taken(line, 2)).toEqual(['1:2', '-']);
  });
});

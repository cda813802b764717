import { brandIdSchema } from '@shared/domain/ids.ts';
import { beforeEach, expect, it } from 'vitest';
import { useView } from './view-store.ts';

const brand = brandIdSchema.parse('0b4f3c1e-6a57-4a7e-9a39-0f0b7c9d2e11');
const view = () => useView.getState();

beforeEach(() => useView.setState(useView.getInitialState(), true));

it('goes back to where a library was left, and takes nothing of one into another', () => {
  view().enterLibrary('local');
  view().setScope({ kind: 'brand', brandId: brand });
  view().setSort({ by: 'name', direction: 'asc' });
  view().setText('winter');
  view().setFilters({ minRating: 4 });

  view().enterLibrary('servers');
  expect(view()).toMatchObject({ scope: { kind: 'all' }, sort: { by: 'created' }, text: '', filters: {} });

  view().enterLibrary('local');
  expect(view()).toMatchObject({ scope: { kind: 'brand', brandId: brand }, sort: { by: 'name' }, text: '' });
});

it('stays where it is when the same library is opened again', () => {
  view().enterLibrary('local');
  view().setText('winter');
  view().enterLibrary('local');
  expect(view().text).toBe('winter');
});

it('takes a place that was written down before libraries were told apart for the one on this computer', () => {
  view().setScope({ kind: 'brand', brandId: brand });
  view().enterLibrary('local');
  expect(view().scope).toEqual({ kind: 'brand', brandId: brand });
});

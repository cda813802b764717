import { beforeEach, describe, expect, it } from 'vitest';
import { toast, useToasts } from './toast-store.ts';

beforeEach(() => useToasts.setState({ messages: [] }));

describe('toast', () => {
  it('shows the last three', () => {
    for (const title of ['1', '2', '3', '4']) toast.success(title);
    expect(useToasts.getState().messages.map(({ title }) => title)).toEqual(['2', '3', '4']);
  });

  it('stays longer where there is something to press or to read', () => {
    toast.success('plain');
    toast.success('with undo', { action: { label: 'Undo', onSelect: () => {} } });
    toast.error('failed');
    const [plain, undo, failed] = useToasts.getState().messages.map(({ duration }) => duration);
    expect(undo).toBeGreaterThan(plain ?? 0);
    expect(failed).toBe(undo);
  });

  it('goes when it is dismissed', () => {
    toast.dismiss(toast.info('gone'));
    expect(useToasts.getState().messages).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { fileMetadataSchema } from '../../shared/domain/asset.ts';
import { toFileMetadata } from './file-metadata.ts';

describe('what a file says about itself', () => {
  it('is shown as far as it was read, with the rest empty', () => {
    const shown = toFileMetadata({
      title: '겨울 배너',
      camera: 'Canon EOS R5',
      raw: { ISO: 100 },
      codec: 'h264',
    });
    expect(shown).toMatchObject({ title: '겨울 배너', camera: 'Canon EOS R5', lens: null, keywords: [] });
    expect(fileMetadataSchema.safeParse(shown).success).toBe(true);
  });

  it('does not suffer from one value of another kind', () => {
    expect(toFileMetadata({ title: 7, keywords: 'a', artist: 'Sparklio', waveform: [0, 100] })).toMatchObject(
      {
        title: null,
        keywords: [],
        artist: 'Sparklio',
        waveform: [0, 100],
      },
    );
  });

  it('is nothing where nothing was read', () => {
    expect(toFileMetadata(null)).toBeNull();
    expect(toFileMetadata({})).toBeNull();
  });
});

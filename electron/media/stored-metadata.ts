import type { MediaOutput } from './protocol.ts';
import { toProvenance } from './provenance/provenance.ts';

interface HandedIn {
  readonly source: string | null;
  readonly sourceMetadata: unknown;
}

/** `asset_details.metadata`: what the file says, and how the asset was made in the words that search and filters know. */
export function storedMetadata(facts: MediaOutput<'render'>, { source, sourceMetadata }: HandedIn): object {
  const { metadata, generation, c2pa, raw } = facts;
  const digitalSourceType = metadata?.digitalSourceType;
  const provenance = toProvenance({ generation, digitalSourceType, c2pa, source, sourceMetadata });
  return {
    ...metadata,
    ...(generation === undefined ? {} : { generation }),
    ...(provenance === null ? {} : { provenance }),
    ...(raw === undefined ? {} : { raw }),
  };
}

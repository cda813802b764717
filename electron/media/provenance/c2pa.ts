import type { C2paClaim } from '../../../shared/domain/provenance.ts';
import { cleanString } from '../text/clean.ts';
import { type Cbor, readCbor } from './cbor.ts';
import { readJumbf, type Superbox } from './jumbf.ts';
import { sourceTypeTerm } from './source-type.ts';

const longestName = 200;
const mostNames = 50;

/**
 * What a manifest store claims, without any check of its signatures. Actions are those of all manifests, since a file
 * that was edited later still bears the claim of whoever made it. Null where there is no claim.
 */
export function readC2pa(bytes: Buffer): C2paClaim | null {
  const store = readJumbf(bytes).find(({ label }) => label === 'c2pa');
  const active = store?.boxes.at(-1);
  if (store === undefined || active === undefined) return null;
  const claim = cborOf(active.boxes.find(({ label }) => label.startsWith('c2pa.claim')));
  if (claim === null) return null;
  const actions = store.boxes.flatMap(actionsOf);
  return {
    generator: generatorOf(claim),
    actions: names(actions.map((action) => get(action, 'action'))),
    sourceTypes: names(actions.map((action) => termOf(get(action, 'digitalSourceType')))),
    agents: names(actions.map((action) => nameOf(get(action, 'softwareAgent')))),
    ingredients: assertionsOf(active).filter(({ label }) => label.startsWith('c2pa.ingredient')).length,
  };
}

function assertionsOf(manifest: Superbox): readonly Superbox[] {
  return manifest.boxes.find(({ label }) => label === 'c2pa.assertions')?.boxes ?? [];
}

function actionsOf(manifest: Superbox): readonly Cbor[] {
  return assertionsOf(manifest)
    .filter(({ label }) => label.startsWith('c2pa.actions'))
    .flatMap((assertion) => {
      const actions = get(cborOf(assertion), 'actions');
      return Array.isArray(actions) ? actions : [];
    });
}

function cborOf(box: Superbox | undefined): Cbor {
  const data = box?.contents.find(({ type }) => type === 'cbor')?.data;
  return data === undefined ? null : readCbor(data);
}

/** Newer claims have a record of the program, older ones a list of such or a line of text. */
function generatorOf(claim: Cbor): string | null {
  const info = get(claim, 'claim_generator_info');
  const first: Cbor | undefined = Array.isArray(info) ? info[0] : info;
  return nameOf(first) ?? plain(get(claim, 'claim_generator'));
}

function nameOf(value: Cbor | undefined): string | null {
  const name = plain(get(value, 'name') ?? value);
  const version = plain(get(value, 'version'));
  return name === null || version === null ? name : `${name} ${version}`;
}

function get(value: Cbor | undefined, key: string): Cbor | undefined {
  return value instanceof Map ? value.get(key) : undefined;
}

function plain(value: Cbor | undefined): string | null {
  if (typeof value !== 'string') return null;
  return cleanString(value).trim().slice(0, longestName) || null;
}

const termOf = (uri: Cbor | undefined): string | undefined => sourceTypeTerm(plain(uri) ?? undefined);

function names(values: readonly (Cbor | undefined)[]): string[] {
  return [...new Set(values.flatMap((value) => plain(value) ?? []))].slice(0, mostNames);
}

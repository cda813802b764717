import { channel } from 'node:diagnostics_channel';

/**
 * The points of the app's protocols at which its process may end without a word. What comes after such a point has
 * to be made up for at the next start; tests end the process at each of them. A step is named after what has
 * just happened: `ingest.sent` is told when the bytes are in the store and nothing else is known of it yet.
 */
export const stepNames = {
  ingest: [
    /** A drop is journaled and not walked yet. */
    'accepted',
    /** The intents of some of its files are. */
    'journaled',
    /** All of them are, and the drop's own entry is gone. */
    'walked',
    /** A file was read. */
    'hashed',
    /** Its key is journaled, and nothing is in the store. */
    'intended',
    /** The store began a multipart upload that the journal does not know. */
    'multipartBegun',
    'multipartJournaled',
    'partSent',
    /** All parts are there; they are no object yet. */
    'partsSent',
    /** All bytes are in the store under the final key. */
    'sent',
    'verified',
    /** Inside the transaction that makes the asset visible. */
    'publishing',
    'published',
    /** The brand has these bytes; the entry is still journaled. */
    'duplicateFound',
    /** That asset has the drop's tags and project; the entry is still journaled. */
    'linked',
    /** What a given-up attempt left in the store is gone; its entry is not. */
    'cleared',
    /** Nothing of it is left. */
    'forgotten',
  ],
  render: [
    /** Renditions are to be made again, and no job says so. */
    'marked',
    /** Renditions are in the store, and no row names them. */
    'stored',
    'recorded',
  ],
  version: [
    /** An asset of the place has the file's name, and the person is to decide; the entry is still journaled. */
    'asked',
    /** The file is journaled as the new version of the asset that has its name. */
    'chosen',
    /** Inside the transaction that puts another file into an asset: the one before is noted as a version. */
    'kept',
    /** Inside it too: the row names the other file. */
    'put',
    'restored',
    /** A version is out of the list; its object is still there. */
    'removed',
  ],
  purge: [
    /** Inside the transaction that removes rows and writes tombstones. */
    'burying',
    'buried',
    /** The objects are gone, and their tombstones are not. */
    'removed',
    'done',
  ],
  migrate: [
    'prepared',
    /** Inside the transaction of a migration, after its statements. */
    'applying',
    'applied',
  ],
  move: [
    /** Brands and projects are at the destination. */
    'placed',
    /** The keys of an asset are noted, and nothing is at the destination. */
    'intended',
    'multipartBegun',
    'multipartNoted',
    'partSent',
    /** An object is at the destination and was not read back. */
    'sent',
    'verified',
    /** The rows of some assets are at the destination and not noted. */
    'written',
    'noted',
    /** A pass over the source has ended. */
    'passed',
    /** Something that was removed at the source is removed at the destination, and not noted. */
    'followed',
  ],
  check: [
    /** Leftovers are about to be removed, and are noted as the app's own. */
    'removing',
    /** They are gone, and still on the list. */
    'removed',
    /** A missing object is back, and still on the list. */
    'repaired',
    /** Inside the transaction that makes an asset of an object of nobody. */
    'restoring',
  ],
  watch: [
    /** A folder has its marker, and the library has not heard of it. */
    'marked',
    /** Files have an id in the ledger; ingest has not heard of them. */
    'planned',
    /** It is known what became of them, and the ledger does not say so yet. */
    'ended',
    'recorded',
    /** A local copy is gone by the rule; the ledger does not know. */
    'cleared',
  ],
  intake: [
    /** A file was received to its end under a passing name. */
    'received',
    /** It has its name, and nothing says yet what it is. */
    'fileNamed',
    /** Its description is there too: the file will get in, whatever happens. */
    'handedIn',
    /** Ingest is about to hear of it. */
    'taking',
    /** What became of it is known; it still lies in the spool folder. */
    'settled',
    /** Its bytes are gone from there, and its description is not. */
    'fileRemoved',
  ],
} as const;

type Names = typeof stepNames;
export type StepArea = keyof Names;
export type StepName = { [Area in StepArea]: `${Area}.${Names[Area][number]}` }[StepArea];

/** What the step is about. Never a secret, nor a path. */
export type StepFacts = Readonly<Record<string, string | number | null>>;

export class Step {
  readonly name: StepName;
  readonly facts: StepFacts;

  constructor(name: StepName, facts: StepFacts) {
    this.name = name;
    this.facts = facts;
  }
}

const nothing: StepFacts = {};
const steps = channel('sparklio:step');

/** Tells those who listen, before it comes back, that a step is done. Costs nothing when nobody does. */
export function step(name: StepName, facts: StepFacts = nothing): void {
  if (steps.hasSubscribers) steps.publish(new Step(name, facts));
}

/** Hears every step as it happens, in the call that tells it. Gives what ends it. */
export function onStep(listener: (step: Step) => void): () => void {
  const heard = (message: unknown): void => {
    if (message instanceof Step) listener(message);
  };
  steps.subscribe(heard);
  return () => void steps.unsubscribe(heard);
}

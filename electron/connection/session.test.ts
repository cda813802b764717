import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { type LibraryStatus, libraryStatusSchema } from '../../shared/contract/library.ts';
import { profileIdSchema } from '../../shared/domain/servers.ts';
import { AppError } from '../errors.ts';
import type { LibraryId } from '../settings/installation.ts';
import { LibrarySession } from './session.ts';

const prod = profileIdSchema.parse(randomUUID());
const dev = profileIdSchema.parse(randomUUID());

/** A library that opens when it is let, and notes what is done with it. */
class Place {
  readonly events: string[];
  readonly name: string;
  hold = false;
  failure: unknown = null;
  exits: (() => void)[] = [];
  #release: () => void = () => {};

  constructor(name: string, events: string[]) {
    this.name = name;
    this.events = events;
  }

  release(): void {
    this.hold = false;
    this.#release();
  }

  async open(onExit: () => void) {
    this.events.push(`open ${this.name}`);
    if (this.hold) {
      await new Promise<void>((resolve) => {
        this.#release = resolve;
      });
    }
    if (this.failure !== null) throw this.failure;
    this.exits.push(onExit);
    const library = {
      name: this.name,
      close: async () => {
        this.events.push(`close ${this.name}`);
      },
    };
    return { library, access: 'write' as const };
  }
}

function setUp(first: LibraryId | null = 'local') {
  const events: string[] = [];
  const statuses: LibraryStatus[] = [];
  const opened: LibraryId[] = [];
  const places = new Map<LibraryId, Place>([
    ['local', new Place('local', events)],
    [prod, new Place('prod', events)],
    [dev, new Place('dev', events)],
  ]);
  const place = (id: LibraryId): Place => {
    const found = places.get(id);
    if (found === undefined) throw new AppError('not_found', 'No such profile');
    return found;
  };
  const session = new LibrarySession({
    first: async () => first,
    source: (id) => ({
      id,
      name: place(id).name,
      environment: id === 'local' ? 'local' : 'prod',
      open: (onExit) => place(id).open(onExit),
    }),
    publish: (name, payload) => {
      if (name === 'library.statusChanged') statuses.push(libraryStatusSchema.parse(payload));
    },
    onOpened: (id) => opened.push(id),
  });
  return { session, events, statuses, opened, place };
}

const states = (statuses: readonly LibraryStatus[]): string[] =>
  statuses.map((status) =>
    'name' in status && status.name !== null ? `${status.state} ${status.name}` : status.state,
  );

it('opens what was open last, and tells when nothing is there', async () => {
  const some = setUp(prod);
  await some.session.start();
  expect(some.session.status).toMatchObject({ state: 'open', kind: 'servers', profileId: prod });
  const none = setUp(null);
  await none.session.start();
  expect(none.session.status).toEqual({ state: 'none' });
});

it('closes the old library before it opens another, and says what it opens', async () => {
  const { session, events, statuses, opened } = setUp();
  await session.start();
  expect(await session.open(prod)).toMatchObject({ state: 'open', name: 'prod', environment: 'prod' });
  expect(events).toEqual(['open local', 'close local', 'open prod']);
  expect(states(statuses)).toEqual(['opening', 'open local', 'opening prod', 'open prod']);
  expect(session.library.name).toBe('prod');
  expect(opened).toEqual(['local', prod]);
});

it('gives no library of the old place while the new one opens', async () => {
  const { session, place } = setUp();
  await session.start();
  place(prod).hold = true;
  const opening = session.open(prod);
  expect(() => session.library).toThrow(AppError);
  await expect.poll(() => session.current).toBe(prod);
  place(prod).release();
  await opening;
  expect(session.library.name).toBe('prod');
});

it('shares the opening among those who ask for the same, and does nothing where it is open', async () => {
  const { session, events } = setUp();
  await Promise.all([session.open(prod), session.open(prod)]);
  await session.open(prod);
  expect(events).toEqual(['open prod']);
});

it('goes to the last one asked for, and closes what came too late', async () => {
  const { session, events, statuses, place } = setUp();
  place(prod).hold = true;
  const first = session.open(prod);
  await expect.poll(() => events).toContain('open prod');
  const second = session.open(dev);
  await second;
  place(prod).release();
  expect(await first).toMatchObject({ state: 'open', name: 'dev' });
  await expect.poll(() => events).toEqual(['open prod', 'open dev', 'close prod']);
  expect(session.library.name).toBe('dev');
  expect(states(statuses)).not.toContain('open prod');
});

it('never opens a library that is still being opened and closed from before', async () => {
  const { session, events, place } = setUp();
  place(prod).hold = true;
  const first = session.open(prod);
  await expect.poll(() => events).toContain('open prod');
  await session.open(dev);
  const again = session.open(prod);
  await expect.poll(() => events).toContain('close dev');
  expect(events.filter((event) => event === 'open prod')).toHaveLength(1);
  place(prod).release();
  expect(await again).toMatchObject({ state: 'open', name: 'prod' });
  await first;
  expect(events.slice(-2)).toEqual(['close prod', 'open prod']);
});

it('ends in a failure that names the profile, with the way to any other and back', async () => {
  const { session, place } = setUp();
  await session.start();
  place(prod).failure = new AppError('secret_missing', 'No password', { part: 'database' });
  expect(await session.open(prod)).toMatchObject({
    state: 'failed',
    profileId: prod,
    error: { code: 'secret_missing', details: { part: 'database' } },
  });
  expect(session.current).toBeNull();
  expect(await session.open('local')).toMatchObject({ state: 'open', kind: 'local' });
  place(prod).failure = null;
  expect(await session.open(prod)).toMatchObject({ state: 'open' });
});

it('tries again what failed, and opens anew what was set up differently', async () => {
  const { session, events, place } = setUp();
  place(prod).failure = new Error('secret detail');
  expect(await session.open(prod)).toMatchObject({ state: 'failed', error: { code: 'internal' } });
  place(prod).failure = null;
  expect(await session.reopen()).toMatchObject({ state: 'open', name: 'prod' });
  await session.reopen();
  expect(events).toEqual(['open prod', 'open prod', 'close prod', 'open prod']);
});

it('knows no library that is not there, and stays where it is', async () => {
  const { session } = setUp();
  await session.start();
  expect(() => session.open(profileIdSchema.parse(randomUUID()))).toThrow(AppError);
  expect(session.library.name).toBe('local');
});

it('opens a library anew that ended by itself, and gives up when it keeps ending', async () => {
  const { session, events, place } = setUp();
  await session.start();
  for (let crash = 1; crash <= 3; crash++) {
    place('local').exits.at(-1)?.();
    await expect.poll(() => events.filter((event) => event === 'open local').length).toBe(crash + 1);
    await expect.poll(() => session.status.state).toBe('open');
  }
  place('local').exits.at(-1)?.();
  await expect.poll(() => session.status).toMatchObject({ state: 'failed', profileId: null });
});

it('does not come back from a library that ended after it was left', async () => {
  const { session, events, place } = setUp();
  await session.start();
  await session.open(prod);
  place('local').exits[0]?.();
  expect(session.library.name).toBe('prod');
  expect(events).toEqual(['open local', 'close local', 'open prod']);
});

it('shows a new name without opening anew', async () => {
  const { session, place, statuses, events } = setUp();
  await session.open(prod);
  Object.assign(place(prod), { name: 'production' });
  session.renamed();
  expect(session.status).toMatchObject({ state: 'open', name: 'production' });
  expect(statuses.at(-1)).toEqual(session.status);
  expect(events).toEqual(['open prod']);
});

it('closes what is open and what is being opened at the end', async () => {
  const { session, events, place } = setUp();
  await session.start();
  place(prod).hold = true;
  void session.open(prod);
  await expect.poll(() => events).toContain('open prod');
  const closed = session.close();
  place(prod).release();
  await closed;
  expect(events).toEqual(['open local', 'close local', 'open prod', 'close prod']);
});

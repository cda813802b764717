import type { KyselyPlugin, QueryId } from 'kysely';

/** Adds up how long the statements of a database took, from their sending to their rows. */
export function queryClock(): { readonly plugin: KyselyPlugin; take(): number } {
  const sent = new WeakMap<QueryId, number>();
  let total = 0;
  return {
    plugin: {
      transformQuery: ({ node, queryId }) => {
        sent.set(queryId, performance.now());
        return node;
      },
      transformResult: ({ result, queryId }) => {
        total += performance.now() - (sent.get(queryId) ?? performance.now());
        return Promise.resolve(result);
      },
    },
    /** Milliseconds since the last call. */
    take: () => {
      const taken = total;
      total = 0;
      return taken;
    },
  };
}

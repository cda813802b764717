import { assetIndexes, createShared, logoReference } from '../shared-tables.ts';
import type { Migration } from './runner.ts';

/**
 * The tables that other programs share with this app, column by column as they know them. On a database
 * that has them already this adds only what is missing.
 */
export const customerTables: Migration = {
  id: 1,
  name: 'customer-tables',
  sql: `
create extension if not exists vector;

${Object.values(createShared).join('\n\n')}

${logoReference}

${assetIndexes}
`,
};

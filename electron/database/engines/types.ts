import pg from 'pg';

const { builtins, getTypeParser } = pg.types;
const DATE_ARRAY = 1182;
const UUID_ARRAY = 2951;

/** `timestamp without time zone` holds UTC here; the driver's own parser would read it as local time. */
function parseUtcTimestamp(value: string): Date {
  return new Date(`${value.replace(' ', 'T')}Z`);
}

/** Uuids need no quoting inside an array, so a split is enough: lists of ids are long. */
function parseUuidArray(value: string): string[] {
  return value === '{}' ? [] : value.slice(1, -1).split(',');
}

const parsers = new Map<number, (value: string) => unknown>([
  [builtins.INT8, Number],
  [builtins.NUMERIC, Number],
  [builtins.TIMESTAMP, parseUtcTimestamp],
  [builtins.DATE, (value) => value],
  [DATE_ARRAY, (value) => value.slice(1, -1).split(',')],
  [UUID_ARRAY, parseUuidArray],
]);

/** Result parsers of every connection: what `Tables` promises. Sizes and counts stay below 2^53. */
export const resultTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => parsers.get(oid) ?? getTypeParser(oid, format),
};

// A Date goes out as UTC too. The driver has this as a process-wide setting only.
pg.defaults.parseInputDatesAsUTC = true;

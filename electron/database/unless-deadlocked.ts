const DEADLOCK = '40P01';
const attempts = 4;

/**
 * Does a transaction again when the database gave it up so that another one, which wanted the same rows in another
 * order, could go on. The work must do nothing outside of its transaction.
 */
export async function unlessDeadlocked<T>(transaction: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transaction();
    } catch (error) {
      const again = error instanceof Error && 'code' in error && error.code === DEADLOCK;
      if (!again || attempt === attempts) throw error;
    }
  }
}

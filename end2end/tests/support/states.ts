/**
 * How much of what may be looked at is looked at: a selection in `make test`, everything in `make test-states`, which
 * sets `STATES=all`. The one place that reads it, so that no long form can be forgotten.
 */
const STATES = process.env['STATES'] ?? '';

if (!['', 'all'].includes(STATES)) throw new Error(`STATES is "all" or not set, and not "${STATES}"`);

/** Whether this is the long form. */
export const IS_WHOLE = STATES === 'all';

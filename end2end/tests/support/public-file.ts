/** The public hotel bookings file, which stays out of the repository: its tests run where it lies beside it. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const PUBLIC_FILE = fileURLToPath(new URL('../../../../shared/data/hotel_bookings.csv.gz', import.meta.url));
export const PUBLIC_BOOKINGS = 14_938;
export const isPublicFileMissing = !existsSync(PUBLIC_FILE);
export const WHY_SKIPPED = 'the public hotel bookings file is not at ../shared/data beside the repository';

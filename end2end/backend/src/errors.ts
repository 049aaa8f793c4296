/**
 * Refusals: the closed list of codes that both paths (REST and Socket.IO) answer with.
 *
 * A `Refusal` is thrown anywhere below a route or an event handler and becomes
 * `{error: {code, message, retry_after_ms?, current?}}`. Anything else that is thrown is a
 * fault of the server: it is logged with its cause and answered as `internal`, without detail.
 */
import { z } from 'zod';
import type { Booking } from './wire.ts';

/** Every code, with the HTTP status that carries it. */
export const HTTP_STATUS = {
  bad_request: 400,
  unauthenticated: 401,
  token_expired: 401,
  forbidden: 403,
  not_found: 404,
  version_conflict: 409,
  already_done: 409,
  invalid_transition: 409,
  overlap: 409,
  undo_expired: 409,
  command_expired: 409,
  id_reused: 409,
  rate_limited: 429,
  upgrade_required: 426,
  maintenance: 503,
  internal: 500,
} as const;

export type Code = keyof typeof HTTP_STATUS;

export const CODES = Object.keys(HTTP_STATUS) as [Code, ...Code[]];

/** What a refusal may carry besides its code and sentence. */
export interface RefusalDetail {
  /** How long the client is asked to wait, in milliseconds. */
  retry_after_ms?: number;
  /** The booking as it is now; for `overlap` the booking that is in the way, for `not_found` what was removed. */
  current?: Booking;
}

/** The wire form of a refusal. */
export interface ErrorBody {
  error: { code: Code; message: string } & RefusalDetail;
}

export class Refusal extends Error {
  override name = 'Refusal';
  constructor(
    readonly code: Code,
    message: string,
    readonly detail: RefusalDetail = {},
  ) {
    super(message);
  }

  body(): ErrorBody {
    return { error: { code: this.code, message: this.message, ...this.detail } };
  }
}

/** Turns whatever was thrown into a refusal; `onFault` hears of what was no refusal. */
export function toRefusal(thrown: unknown, onFault: (cause: unknown) => void): Refusal {
  if (thrown instanceof Refusal) return thrown;
  if (thrown instanceof z.ZodError) return new Refusal('bad_request', firstIssue(thrown));
  onFault(thrown);
  return new Refusal('internal', 'Something went wrong on the server.');
}

/** Checks `value` and refuses with the first thing that is wrong, named by its path. */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Refusal('bad_request', firstIssue(result.error));
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (!issue) return 'The request is not valid.';
  const path = issue.path.map(String).join('.').slice(0, 100);
  const text = issue.message.slice(0, 200);
  return path === '' ? text : `${path}: ${text}`;
}

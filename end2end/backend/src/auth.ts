/**
 * Sessions. An access token is a signed JWT of minutes that names user and session; a refresh
 * token is a random text in a cookie, stored as a hash, replaced at each use.
 *
 * The refresh token before the last is accepted for `refreshGraceS` (a lost answer, a second
 * tab). One that was replaced longer ago is in the wrong hands, and ends its session. A session
 * that is revoked ends all its tokens at once; one that is expired on order (tests) only makes
 * its access tokens old.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { SignJWT, errors, jwtVerify } from 'jose';
import type { Config, Role } from './config.ts';
import type { Database, Queries } from './db.ts';
import { Refusal } from './errors.ts';
import { RateLimit } from './limits.ts';
import { checkPassword, hashPassword } from './passwords.ts';
import type { ActionName } from './wire.ts';

export interface User {
  id: string;
  /** What the person types at a sign-in. */
  username: string;
  name: string;
  role: Role;
}

/** Who asks: proved by an access token, until `expiresAt` (milliseconds since 1970). */
export interface Caller {
  user: User;
  session: string;
  expiresAt: number;
}

/** A fresh pair of tokens. */
export interface Grant {
  user: User;
  session: string;
  accessToken: string;
  expiresAt: number;
  refreshToken: string;
}

const ROLES: Record<Role, readonly ActionName[]> = {
  manager: ['create', 'confirm', 'check_in', 'check_out', 'mark_no_show', 'cancel', 'move', 'set_note', 'undo'],
  desk: ['create', 'confirm', 'check_in', 'check_out', 'mark_no_show', 'move', 'set_note', 'undo'],
  viewer: [],
};

/** What a role may do. */
export function allowed(role: Role): readonly ActionName[] {
  return ROLES[role];
}

const ISSUER = 'deskbell';
/** Wrong passwords for one name: ten at once, then one every three seconds. */
const FAILED_LOGINS = { perSecond: 1 / 3, burst: 10 };

export class Auth {
  readonly #failures = new RateLimit(FAILED_LOGINS.perSecond, FAILED_LOGINS.burst);
  /** Called when a session was revoked. */
  onRevoked: (session: string) => void = () => {};

  constructor(
    private readonly db: Database,
    private readonly config: Pick<Config, 'accessTtlS' | 'refreshTtlS' | 'refreshGraceS'>,
    private readonly secret: Uint8Array,
  ) {}

  async login(username: string, password: string): Promise<Grant> {
    const key = username.toLowerCase();
    const wait = this.#failures.wait(key);
    if (wait > 0) throw new Refusal('rate_limited', 'Too many attempts with a wrong password.', { retry_after_ms: wait });
    const [row] = await this.db.query<User & { password: string }>(
      'SELECT id, username, name, role, password FROM users WHERE username = $1', [key]);
    if (!(await checkPassword(password, row?.password)) || !row) {
      this.#failures.take(key);
      throw new Refusal('unauthenticated', 'Name or password is wrong.');
    }
    const session = randomUUID();
    const refreshToken = await this.db.transaction(async (tx) => {
      await tx.query('INSERT INTO sessions (id, user_id) VALUES ($1, $2)', [session, row.id]);
      return this.#newRefresh(tx, session);
    });
    return this.#grant({ id: row.id, username: row.username, name: row.name, role: row.role }, session, 0, refreshToken);
  }

  /** Trades a refresh token for a new pair; undefined when it stands for no session. */
  async refresh(token: string): Promise<Grant | undefined> {
    const hash = hashToken(token);
    const outcome = await this.db.transaction(async (tx) => {
      const [row] = await tx.query<{ session_id: string; age_s: number | null; expired: boolean; revoked: boolean; token_seq: number } & User>(
        `SELECT r.session_id, extract(epoch FROM clock_timestamp() - r.replaced_at)::float8 AS age_s, r.expires_at < now() AS expired,
           s.revoked_at IS NOT NULL AS revoked, s.token_seq, u.id, u.username, u.name, u.role
         FROM refresh_tokens r JOIN sessions s ON s.id = r.session_id JOIN users u ON u.id = s.user_id
         WHERE r.hash = $1 FOR UPDATE OF r, s`, [hash]);
      if (!row || row.expired || row.revoked) return undefined;
      if (row.age_s !== null && row.age_s > this.config.refreshGraceS) return { stolen: row.session_id };
      await tx.query('UPDATE refresh_tokens SET replaced_at = clock_timestamp() WHERE session_id = $1 AND replaced_at IS NULL', [row.session_id]);
      const refreshToken = await this.#newRefresh(tx, row.session_id);
      return { row, refreshToken };
    });
    if (!outcome) return undefined;
    if ('stolen' in outcome) {
      await this.revoke(outcome.stolen as string);
      return undefined;
    }
    const { row, refreshToken } = outcome;
    return this.#grant({ id: row.id, username: row.username, name: row.name, role: row.role }, row.session_id, row.token_seq, refreshToken);
  }

  /** The session that a refresh token belongs to. */
  async sessionOf(token: string): Promise<string | undefined> {
    const rows = await this.db.query<{ session_id: string }>('SELECT session_id FROM refresh_tokens WHERE hash = $1', [hashToken(token)]);
    return rows[0]?.session_id;
  }

  /** Proves a caller or refuses as `unauthenticated` or `token_expired`. */
  async verify(token: string): Promise<Caller> {
    const payload = await this.#decode(token);
    const { sub, sid, seq, exp } = payload;
    if (typeof sub !== 'string' || typeof sid !== 'string' || typeof seq !== 'number' || typeof exp !== 'number') {
      throw new Refusal('unauthenticated', 'The access token is not valid.');
    }
    const [row] = await this.db.query<User & { revoked: boolean; token_seq: number }>(
      `SELECT u.id, u.username, u.name, u.role, s.revoked_at IS NOT NULL AS revoked, s.token_seq
       FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = $1 AND u.id = $2`, [sid, sub]);
    if (!row || row.revoked) throw new Refusal('unauthenticated', 'The session has ended.');
    if (seq < row.token_seq) throw new Refusal('token_expired', 'The access token has expired.');
    return { user: { id: row.id, username: row.username, name: row.name, role: row.role }, session: sid, expiresAt: exp * 1000 };
  }

  async revoke(session: string): Promise<void> {
    const rows = await this.db.query(
      'UPDATE sessions SET revoked_at = clock_timestamp() WHERE id = $1 AND revoked_at IS NULL RETURNING id', [session]);
    if (rows.length > 0) this.onRevoked(session);
  }

  /** Makes all access tokens of the session old, as if their time had passed. */
  async expire(session: string): Promise<void> {
    await this.db.query('UPDATE sessions SET token_seq = token_seq + 1 WHERE id = $1', [session]);
  }

  async setUser(username: string, name: string, password: string, role: Role): Promise<void> {
    await this.db.query(
      `INSERT INTO users (id, username, name, password, role) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (username) DO UPDATE SET name = excluded.name, password = excluded.password, role = excluded.role`,
      [randomUUID(), username.toLowerCase(), name, await hashPassword(password), role]);
  }

  /** Forgets what has expired. */
  async prune(): Promise<void> {
    await this.db.query("DELETE FROM refresh_tokens WHERE expires_at < now() OR replaced_at < now() - interval '1 day'");
    await this.db.query(
      `DELETE FROM sessions s WHERE created_at < now() - interval '1 day'
       AND NOT EXISTS (SELECT 1 FROM refresh_tokens r WHERE r.session_id = s.id)`);
  }

  forgetFailures(): void {
    this.#failures.clear();
  }

  async #grant(user: User, session: string, seq: number, refreshToken: string): Promise<Grant> {
    const issued = Math.floor(Date.now() / 1000);
    const expires = issued + this.config.accessTtlS;
    const accessToken = await new SignJWT({ sid: session, seq })
      .setProtectedHeader({ alg: 'HS256' }).setSubject(user.id).setIssuer(ISSUER).setAudience(ISSUER)
      .setJti(randomUUID()).setIssuedAt(issued).setExpirationTime(expires).sign(this.secret);
    return { user, session, accessToken, expiresAt: expires * 1000, refreshToken };
  }

  async #newRefresh(tx: Queries, session: string): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    await tx.query(
      "INSERT INTO refresh_tokens (hash, session_id, expires_at) VALUES ($1, $2, now() + $3::int * interval '1 second')",
      [hashToken(token), session, this.config.refreshTtlS]);
    return token;
  }

  async #decode(token: string): Promise<Record<string, unknown>> {
    try {
      return (await jwtVerify(token, this.secret, { algorithms: ['HS256'], issuer: ISSUER, audience: ISSUER })).payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw new Refusal('token_expired', 'The access token has expired.');
      throw new Refusal('unauthenticated', 'The access token is not valid.');
    }
  }
}

function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

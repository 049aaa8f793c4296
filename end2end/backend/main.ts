/** The reference booking server. `--help` lists its options. */
import { ConfigError, help, readConfig } from './src/config.ts';
import { openDatabase } from './src/db.ts';
import { Auth } from './src/auth.ts';
import { applyFile } from './src/changes-file.ts';
import { Log } from './src/log.ts';
import { startServer } from './src/server.ts';
import { Venues } from './src/venues.ts';

const STOP_MS = 5000;

async function main(): Promise<void> {
  const config = readConfig(process.argv.slice(2), process.env);
  if (config === 'help') {
    process.stdout.write(help());
    return;
  }
  if (config.addUser !== '') {
    const db = await openDatabase(config);
    await new Auth(db, config, new Uint8Array()).setUser(config.addUser, config.addUser, config.newPassword, config.role);
    await db.close();
    process.stdout.write(`The account ${config.addUser} is set, with the role ${config.role}.\n`);
    return;
  }
  if (config.applyFile !== '') {
    const db = await openDatabase(config);
    try {
      const applied = await applyFile({ db, venues: new Venues(db, config.dayTurnsAt) }, config.applyFile);
      process.stdout.write(`applied ${applied} changes\n`);
    } finally {
      await db.close();
    }
    return;
  }
  const log = new Log(config.logLevel);
  // What a peer sends must never end the process; each such fault is a defect to be mended.
  process.on('uncaughtException', (error) => log.fault('uncaught', error));
  process.on('unhandledRejection', (error) => log.fault('unhandled', error));
  const server = await startServer(config, log);
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(1);
    stopping = true;
    setTimeout(() => process.exit(1), STOP_MS).unref();
    server.close().then(() => process.exit(0), (error: unknown) => {
      log.fault('stop_failed', error);
      process.exit(1);
    });
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.stdout.write(`listening on ${server.url}\n`);
}

main().catch((error: unknown) => {
  if (error instanceof ConfigError) {
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
  process.stderr.write(`The server could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});

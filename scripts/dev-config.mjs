// Trunk's post_build hook. A development build names the reference server's own address in `config.json`;
// a release build keeps what `public/config.json` says, where an absent address means the page's origin.
import { writeFileSync } from "node:fs";
import { join } from "node:path";

if (process.env.TRUNK_PROFILE === "debug") {
  const address = `http://127.0.0.1:${process.env.PORT || 3000}`;
  const config = { api_url: address, socket_url: address };
  writeFileSync(join(process.env.TRUNK_STAGING_DIR, "config.json"), `${JSON.stringify(config, null, 2)}\n`);
}

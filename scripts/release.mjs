// Trunk's post_build hook. A release build lists its files in `sw.js`; a development build leaves the list empty,
// with which the worker removes itself: files that a browser keeps would hide what was just edited.
import { writeRelease } from "./lib/release.mjs";

if (process.env.TRUNK_PROFILE !== "debug") writeRelease(process.env.TRUNK_STAGING_DIR);

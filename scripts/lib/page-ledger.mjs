// What a page holds on to, counted from outside: it stands in front of the page's own code, so it names nothing
// that is not in the browser.

/**
 * Counts from now on, in the page in which it runs; `window.ledger()` tells the counts as JSON.
 *
 * Listeners and timers count until they are removed or over, requests until they are answered or given up.
 * Closures of the WASM module count until the module frees them; sockets and abort controllers until the garbage
 * collector has found that nobody holds them.
 */
export function keepLedger() {
  const held = { listeners: 0, timers: 0, requests: 0, closures: 0, sockets: 0, controllers: 0 };
  window.ledger = () => JSON.stringify(held);

  const { addEventListener, removeEventListener } = EventTarget.prototype;
  const known = new WeakMap();
  /** The callbacks of one event of a target; the same one given twice is one. */
  const callbacks = (target, type, options) => {
    const key = `${type} ${typeof options === "object" ? options?.capture === true : options === true}`;
    const events = known.get(target) ?? new Map();
    known.set(target, events);
    const found = events.get(key) ?? new Set();
    events.set(key, found);
    return found;
  };
  EventTarget.prototype.addEventListener = function (type, callback, options) {
    const there = callbacks(this ?? window, type, options);
    if (callback && !there.has(callback)) {
      there.add(callback);
      held.listeners += 1;
    }
    return addEventListener.call(this, type, callback, options);
  };
  EventTarget.prototype.removeEventListener = function (type, callback, options) {
    if (callbacks(this ?? window, type, options).delete(callback)) held.listeners -= 1;
    return removeEventListener.call(this, type, callback, options);
  };

  const { setTimeout, setInterval, clearTimeout } = window;
  const timers = new Set();
  const over = (id) => {
    timers.delete(id);
    held.timers = timers.size;
  };
  const begun = (id) => {
    timers.add(id);
    held.timers = timers.size;
    return id;
  };
  window.setTimeout = (callback, ...rest) => {
    const id = setTimeout((...given) => {
      over(id);
      callback(...given);
    }, ...rest);
    return begun(id);
  };
  window.setInterval = (...given) => begun(setInterval(...given));
  // Either function of the browser ends either kind of timer.
  window.clearTimeout = window.clearInterval = (id) => {
    over(id);
    clearTimeout(id);
  };

  const { fetch } = window;
  window.fetch = async (...given) => {
    held.requests += 1;
    try {
      return await fetch(...given);
    } finally {
      held.requests -= 1;
    }
  };

  // The glue code registers each closure with the garbage collector, and strikes it out when Rust frees it.
  const { register, unregister } = FinalizationRegistry.prototype;
  const closures = new WeakSet();
  FinalizationRegistry.prototype.register = function (target, value, token) {
    if (token && !closures.has(token)) {
      closures.add(token);
      held.closures += 1;
    }
    return register.call(this, target, value, token);
  };
  FinalizationRegistry.prototype.unregister = function (token) {
    if (closures.delete(token)) held.closures -= 1;
    return unregister.call(this, token);
  };

  for (const [name, count] of [["WebSocket", "sockets"], ["AbortController", "controllers"]]) {
    const collected = new FinalizationRegistry(() => (held[count] -= 1));
    window[name] = class extends window[name] {
      constructor(...given) {
        super(...given);
        held[count] += 1;
        register.call(collected, this, undefined);
      }
    };
  }
}

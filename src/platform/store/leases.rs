//! Leases of tabs, for a browser without Web Locks: a tab writes now and then that it is there.

use std::collections::BTreeSet;

use wasm_bindgen::JsValue;

use super::StoreFault;
use super::database::{LEASES, Store};
use super::transaction::{Mode, delete, entries, get, put};

/// A tab says so this often.
pub(super) const BEAT_MS: u32 = 15_000;
/// A tab that did not for so long is gone. Browsers let a page in the background run once a minute, so this leaves it two
/// turns more; a device that slept ages all of its leases alike, which the beat of the tab itself finds.
pub(super) const LIFE_MS: i64 = 180_000;

impl Store {
    /// Writes that `tab` is there. `false` when it counted as gone meanwhile: others may own what was its.
    pub(super) async fn beat(&self, tab: &str, is_first: bool, now_ms: i64) -> Result<bool, StoreFault> {
        let transaction = self.begin(&[LEASES], Mode::Write).await?;
        let store = transaction.store(LEASES)?;
        let place = JsValue::from_str(tab);
        let is_there = is_first || is_fresh(&get(&store, &place).await?, now_ms);
        if is_there {
            put(&store, &place, &JsValue::from_f64(now_ms as f64))?;
        }
        transaction.end().await?;
        Ok(is_there)
    }

    /// The tab is no longer there.
    pub(super) async fn end_lease(&self, tab: &str) -> Result<(), StoreFault> {
        let transaction = self.begin(&[LEASES], Mode::Write).await?;
        delete(&transaction.store(LEASES)?, &JsValue::from_str(tab))?;
        transaction.end().await
    }

    /// Writes as what is nowhere else is written, and takes it back in the same transaction: nothing stays.
    pub(in crate::platform) async fn try_writing(&self) -> Result<(), StoreFault> {
        let transaction = self.begin(&[LEASES], Mode::WriteStrictly).await?;
        let (store, place) = (transaction.store(LEASES)?, JsValue::from_str("check"));
        put(&store, &place, &JsValue::from_f64(0.0))?;
        delete(&store, &place)?;
        transaction.end().await
    }

    /// The tabs that are there. Leases that ran out are removed: their tabs have heard the last of their names.
    pub(super) async fn leased(&self, now_ms: i64) -> Result<BTreeSet<String>, StoreFault> {
        let transaction = self.begin(&[LEASES], Mode::Write).await?;
        let store = transaction.store(LEASES)?;
        let mut tabs = BTreeSet::new();
        for (place, value) in entries(&store, &JsValue::UNDEFINED).await? {
            match place.as_string().filter(|_| is_fresh(&value, now_ms)) {
                Some(tab) => drop(tabs.insert(tab)),
                None => delete(&store, &place)?,
            }
        }
        transaction.end().await?;
        Ok(tabs)
    }
}

/// Also one from the future is none: the clock was set back.
fn is_fresh(value: &JsValue, now_ms: i64) -> bool {
    value.as_f64().is_some_and(|seen_ms| (seen_ms as i64).abs_diff(now_ms) < LIFE_MS.unsigned_abs())
}

//! The copy of a board: head and records in one transaction, so that they always belong together.
//!
//! A head lies under `[user, venue]`, a record under `[user, venue, key]`. Several tabs may keep the same copy: each
//! write carries a *stamp*, and one that does not find the stamp it goes on from changes nothing. Otherwise two tabs
//! would each believe that what only the other one wrote is as they left it.

use wasm_bindgen::JsValue;
use web_sys::IdbObjectStore;

use super::StoreFault;
use super::database::{COPIES, RECORDS, Store};
use super::transaction::{Mode, beginning_with, delete, entries, get, key, put};
use super::value::{number, object, part, text};

/// The form of heads and records; a copy in another one is removed when it is met.
const FORM: f64 = 1.0;

/// What a copy is, besides its records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyHead {
    /// Names the write that it came with.
    pub stamp: String,
    /// The feed's epoch.
    pub epoch: String,
    /// The feed's revision.
    pub revision: u64,
    /// When the board was last proved equal to the server, in milliseconds of this device's clock.
    pub proved_at_ms: i64,
    /// Until when it may be shown without asking the server, likewise.
    pub ends_at_ms: i64,
    /// The days that it holds, as whoever wrote it names them.
    pub window: String,
    /// What else is needed to show it.
    pub session: String,
}

/// One record of a board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyRecord {
    /// Whose record it is.
    pub key: String,
    /// The record as JSON; empty when it is only known to exist.
    pub text: String,
}

/// A copy as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardCopy {
    /// Its head.
    pub head: CopyHead,
    /// All of its records, in the order of keys.
    pub records: Vec<CopyRecord>,
}

/// What is to change in a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyEdit {
    /// The stamp that it goes on from; `None` for no copy.
    pub after: Option<String>,
    /// Whether `records` is all there is from now on.
    pub is_whole: bool,
    /// The head from now on.
    pub head: CopyHead,
    /// Records to be written.
    pub records: Vec<CopyRecord>,
    /// Keys of records to be removed.
    pub removed: Vec<String>,
}

/// What became of an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CopyWritten {
    /// It is kept.
    Done,
    /// Another tab wrote meanwhile, and nothing changed: its head, or none where the copy is gone.
    Overtaken(Option<CopyHead>),
}

impl Store {
    /// Changes the copy of `user`'s `venue`.
    ///
    /// # Errors
    /// When nothing of it is kept.
    pub async fn write_copy(
        &self,
        user: &str,
        venue: &str,
        edit: &CopyEdit,
    ) -> Result<CopyWritten, StoreFault> {
        let transaction = self.begin(&[COPIES, RECORDS], Mode::Write).await?;
        let (heads, records) = (transaction.store(COPIES)?, transaction.store(RECORDS)?);
        let place = key(&[user, venue]);
        let found = CopyHead::read(&get(&heads, &place).await?);
        if found.as_ref().map(|head| &head.stamp) != edit.after.as_ref() {
            return Ok(CopyWritten::Overtaken(found));
        }
        let write = || {
            if edit.is_whole {
                delete(&records, &beginning_with(&[user, venue])?)?;
            }
            edit.removed.iter().try_for_each(|gone| delete(&records, &key(&[user, venue, gone])))?;
            edit.records.iter().try_for_each(|record| {
                put(&records, &key(&[user, venue, &record.key]), &JsValue::from_str(&record.text))
            })?;
            put(&heads, &place, &edit.head.value())
        };
        if let Err(fault) = write() {
            transaction.abort();
            return Err(fault);
        }
        transaction.end().await?;
        Ok(CopyWritten::Done)
    }

    /// The copy of `user`'s `venue`, if there is one in the form that this version reads.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn read_copy(&self, user: &str, venue: &str) -> Result<Option<BoardCopy>, StoreFault> {
        let transaction = self.begin(&[COPIES, RECORDS], Mode::Read).await?;
        let (heads, records) = (transaction.store(COPIES)?, transaction.store(RECORDS)?);
        let Some(head) = CopyHead::read(&get(&heads, &key(&[user, venue])).await?) else { return Ok(None) };
        let found = entries(&records, &beginning_with(&[user, venue])?).await?;
        let records = found.into_iter().filter_map(|(key, value)| {
            Some(CopyRecord { key: part(&key, 2)?, text: value.as_string().unwrap_or_default() })
        });
        Ok(Some(BoardCopy { head, records: records.collect() }))
    }

    /// Whose copies of which venues there are, with their heads.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn copies(&self) -> Result<Vec<(String, String, CopyHead)>, StoreFault> {
        let transaction = self.begin(&[COPIES], Mode::Read).await?;
        let found = entries(&transaction.store(COPIES)?, &JsValue::UNDEFINED).await?;
        let read = found
            .iter()
            .filter_map(|(key, value)| Some((part(key, 0)?, part(key, 1)?, CopyHead::read(value)?)));
        Ok(read.collect())
    }

    /// Removes every copy but those of `user` in the form that this version reads; without a user, every copy.
    ///
    /// # Errors
    /// When they are still there.
    pub async fn wipe_copies(&self, except: Option<&str>) -> Result<(), StoreFault> {
        let transaction = self.begin(&[COPIES, RECORDS], Mode::Write).await?;
        let (heads, records) = (transaction.store(COPIES)?, transaction.store(RECORDS)?);
        let Some(user) = except else {
            for store in [&heads, &records] {
                store.clear().map_err(|error| StoreFault::of(&error))?;
            }
            return transaction.end().await;
        };
        for (place, value) in entries(&heads, &JsValue::UNDEFINED).await? {
            if part(&place, 0).as_deref() != Some(user) || CopyHead::read(&value).is_none() {
                delete(&heads, &place)?;
                forget(&records, &place)?;
            }
        }
        transaction.end().await
    }

    /// Removes the copy of `user`'s `venue`.
    ///
    /// # Errors
    /// When it is still there.
    pub async fn wipe_copy(&self, user: &str, venue: &str) -> Result<(), StoreFault> {
        let transaction = self.begin(&[COPIES, RECORDS], Mode::Write).await?;
        let place = key(&[user, venue]);
        delete(&transaction.store(COPIES)?, &place)?;
        forget(&transaction.store(RECORDS)?, &place)?;
        transaction.end().await
    }
}

/// Removes the records of the copy whose head lies at `place`.
fn forget(records: &IdbObjectStore, place: &JsValue) -> Result<(), StoreFault> {
    let parts = [part(place, 0).unwrap_or_default(), part(place, 1).unwrap_or_default()];
    delete(records, &beginning_with(&[&parts[0], &parts[1]])?)
}

impl CopyHead {
    fn value(&self) -> JsValue {
        // Numbers of JavaScript hold no revision above 2^53.
        object(&[
            ("form", FORM.into()),
            ("stamp", self.stamp.as_str().into()),
            ("epoch", self.epoch.as_str().into()),
            ("revision", self.revision.to_string().into()),
            ("proved_at", (self.proved_at_ms as f64).into()),
            ("ends_at", (self.ends_at_ms as f64).into()),
            ("window", self.window.as_str().into()),
            ("session", self.session.as_str().into()),
        ])
    }

    fn read(value: &JsValue) -> Option<Self> {
        if number(value, "form") != Some(FORM) {
            return None;
        }
        Some(CopyHead {
            stamp: text(value, "stamp")?,
            epoch: text(value, "epoch")?,
            revision: text(value, "revision")?.parse().ok()?,
            proved_at_ms: number(value, "proved_at")? as i64,
            ends_at_ms: number(value, "ends_at")? as i64,
            window: text(value, "window")?,
            session: text(value, "session")?,
        })
    }
}

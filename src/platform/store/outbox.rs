//! The outbox's records: kept, claimed and wiped, each in one transaction.
//!
//! A record lies under `[user, id]`, so that one person's never meet another's. Nothing here looks into its text.

use std::collections::BTreeSet;

use wasm_bindgen::JsValue;

use super::StoreFault;
use super::database::{OUTBOX, Store};
use super::transaction::{Mode, beginning_with, delete, entries, key, put};
use super::value::{object, part, set, text};
use crate::realtime::outbox::{Claimed, NOBODY, Record};

impl Store {
    /// Writes `records` over what lies under the same user and id, and removes `removed` of `user`. Answers when all of
    /// it is on the medium.
    ///
    /// # Errors
    /// When none of it is.
    pub async fn save(&self, records: &[Record], user: &str, removed: &[String]) -> Result<(), StoreFault> {
        let transaction = self.begin(&[OUTBOX], Mode::WriteStrictly).await?;
        let store = transaction.store(OUTBOX)?;
        let write = || {
            removed.iter().try_for_each(|id| delete(&store, &key(&[user, id])))?;
            records.iter().try_for_each(|record| put(&store, &place_of(record), &value_of(record)))
        };
        if let Err(fault) = write() {
            transaction.abort();
            return Err(fault);
        }
        transaction.end().await
    }

    /// Gives at most `max` of `user`'s records that belong to one of `from` to `tab`, and answers with them; `with_own`
    /// with all that `tab` has already, too. Of two tabs that claim at once, one gets each record.
    ///
    /// # Errors
    /// When nothing changed hands.
    pub async fn claim(
        &self,
        user: &str,
        tab: &str,
        with_own: bool,
        from: &[String],
        max: usize,
    ) -> Result<Claimed, StoreFault> {
        let transaction = self.begin(&[OUTBOX], Mode::WriteStrictly).await?;
        let store = transaction.store(OUTBOX)?;
        let found = entries(&store, &beginning_with(&[user])?).await?;
        let (mut answer, mut taken) = (Claimed { records: Vec::new(), left: 0 }, 0);
        for (place, value) in found {
            let Some(mut record) = read(user, &place, &value) else { continue };
            if record.tab == tab {
                if with_own {
                    answer.records.push(record);
                }
            } else if from.contains(&record.tab) && taken < max {
                taken += 1;
                tab.clone_into(&mut record.tab);
                // What another hand wrote stays as it is, but for its owner.
                set(&value, "tab", &tab.into());
                if let Err(fault) = put(&store, &place, &value) {
                    transaction.abort();
                    return Err(fault);
                }
                answer.records.push(record);
            } else if from.contains(&record.tab) {
                answer.left += 1;
            }
        }
        transaction.end().await?;
        Ok(answer)
    }

    /// Removes all of `user`'s records that belong to one of `from`.
    ///
    /// # Errors
    /// When they are still there.
    pub async fn wipe(&self, user: &str, from: &[String]) -> Result<(), StoreFault> {
        let transaction = self.begin(&[OUTBOX], Mode::WriteStrictly).await?;
        let store = transaction.store(OUTBOX)?;
        for (key, value) in entries(&store, &beginning_with(&[user])?).await? {
            let owner = read(user, &key, &value).map(|record| record.tab);
            if owner.is_none_or(|owner| from.contains(&owner)) {
                delete(&store, &key)?;
            }
        }
        transaction.end().await
    }

    /// The tabs that own any of `user`'s records.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn owners(&self, user: &str) -> Result<BTreeSet<String>, StoreFault> {
        let transaction = self.begin(&[OUTBOX], Mode::Read).await?;
        let found = entries(&transaction.store(OUTBOX)?, &beginning_with(&[user])?).await?;
        let records = found.iter().filter_map(|(key, value)| read(user, key, value));
        Ok(records.map(|record| record.tab).filter(|tab| tab != NOBODY).collect())
    }
}

fn place_of(record: &Record) -> JsValue {
    key(&[&record.user, &record.id])
}

fn value_of(record: &Record) -> JsValue {
    object(&[("tab", record.tab.as_str().into()), ("text", record.text.as_str().into())])
}

/// What another hand wrote is handed over as nobody's, with an empty text: whoever gets it sets it aside.
fn read(user: &str, key: &JsValue, value: &JsValue) -> Option<Record> {
    Some(Record {
        id: part(key, 1)?,
        user: user.to_owned(),
        tab: text(value, "tab").unwrap_or_else(|| NOBODY.to_owned()),
        text: text(value, "text").unwrap_or_default(),
    })
}

//! The stored form of an item: versioned, owned by a user and a tab, readable one by one.

use serde::{Deserialize, Serialize};

use super::item::Item;

/// The form that this version writes; a later one that it cannot read is set aside, not thrown away.
const VERSION: u32 = 1;

/// The owner of items whose tab let them go; any tab of the user may claim them.
pub const NOBODY: &str = "";

/// One item as storage holds it. Storage looks at `id`, `user` and `tab` only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The item's id; with the user the key in storage.
    pub id: String,
    /// Whose it is.
    pub user: String,
    /// Which tab sends it; [`NOBODY`] when none does.
    pub tab: String,
    /// The item as JSON.
    pub text: String,
}

#[derive(Serialize, Deserialize)]
struct Form<T> {
    v: u32,
    user: String,
    item: T,
}

impl Record {
    /// Writes `item`. `None` when it cannot be written, which no item of ours ever is.
    pub(super) fn of(item: &Item, user: &str, tab: &str) -> Option<Record> {
        let form = Form { v: VERSION, user: user.to_owned(), item };
        let text = serde_json::to_string(&form).ok()?;
        Some(Record { id: item.id.clone(), user: user.to_owned(), tab: tab.to_owned(), text })
    }

    /// Reads the item. `None` when anything about it is not as it was written.
    pub(super) fn read(&self) -> Option<Item> {
        let form: Form<Item> = serde_json::from_str(&self.text).ok()?;
        let is_own = form.v == VERSION && form.user == self.user && form.item.id == self.id;
        is_own.then_some(form.item)
    }
}

#[cfg(test)]
mod tests {
    use super::super::item::Stage;
    use super::*;

    fn item(stage: Stage) -> Item {
        Item {
            id: "c1".into(),
            key: "b1".into(),
            body: r#"{"note":"\"quoted\" ä"}"#.into(),
            expected_version: 3,
            is_queueable: true,
            created_at_ms: 1_778_760_000_000,
            seq: 7,
            after: Some("c0".into()),
            stage,
        }
    }

    #[test]
    fn an_item_comes_back_as_it_was() {
        let refused = Stage::Refused { code: "overlap".into(), answer: r#"{"error":{}}"#.into() };
        for stage in [Stage::Waiting, Stage::Sent, Stage::Held, Stage::Expired, refused] {
            let item = item(stage);
            let record = Record::of(&item, "ana", "t1").unwrap();
            assert_eq!(record.read(), Some(item));
        }
    }

    #[test]
    fn what_is_not_as_it_was_written_is_not_read() {
        let good = Record::of(&item(Stage::Waiting), "ana", "t1").unwrap();
        let cut = Record { text: good.text[..good.text.len() - 5].into(), ..good.clone() };
        let newer = Record { text: good.text.replacen("\"v\":1", "\"v\":2", 1), ..good.clone() };
        let of_another = Record { user: "ben".into(), ..good.clone() };
        let misplaced = Record { id: "c2".into(), ..good.clone() };
        let empty = Record { text: String::new(), ..good };
        for record in [cut, newer, of_another, misplaced, empty] {
            assert_eq!(record.read(), None, "{record:?}");
        }
    }
}

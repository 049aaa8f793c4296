//! The copy of a board in the browser's own IndexedDB.

use deskbell::platform::{BoardCopy, CopyEdit, CopyHead, CopyRecord, CopyWritten, Store};
use wasm_bindgen_test::wasm_bindgen_test;

use super::store::{in_page, store, with_database};

fn head(stamp: &str, revision: u64) -> CopyHead {
    CopyHead {
        stamp: stamp.to_owned(),
        epoch: "e".to_owned(),
        revision,
        proved_at_ms: 1_778_760_000_000,
        ends_at_ms: 1_778_770_000_000,
        window: "2026-05-12..2026-06-13".to_owned(),
        session: "{}".to_owned(),
    }
}

fn record(key: &str, text: &str) -> CopyRecord {
    CopyRecord { key: key.to_owned(), text: text.to_owned() }
}

fn whole(stamp: &str, after: Option<&str>, records: &[(&str, &str)]) -> CopyEdit {
    CopyEdit {
        after: after.map(str::to_owned),
        is_whole: true,
        // More than a number of JavaScript holds.
        head: head(stamp, u64::MAX - 1),
        records: records.iter().map(|(key, text)| record(key, text)).collect(),
        removed: Vec::new(),
    }
}

fn keys(copy: Option<BoardCopy>) -> Vec<String> {
    copy.map(|copy| copy.records.into_iter().map(|record| record.key + "=" + &record.text).collect())
        .unwrap_or_default()
}

async fn read(store: &Store, user: &str, venue: &str) -> Vec<String> {
    keys(store.read_copy(user, venue).await.expect("read"))
}

#[wasm_bindgen_test]
async fn a_copy_is_changed_by_what_changed_and_read_by_the_next_page() {
    let (store, name) = store();
    let first = whole("1", None, &[("a", "A"), ("b", "B"), ("c", "C")]);
    assert_eq!(store.write_copy("ana", "v1", &first).await, Ok(CopyWritten::Done));
    let edit = CopyEdit {
        after: Some("1".to_owned()),
        is_whole: false,
        head: head("2", 8),
        records: vec![record("b", "B2"), record("d", "")],
        removed: vec!["c".to_owned(), "unknown".to_owned()],
    };
    let stored = Store::new(&name, || ()).read_copy("ana", "v1").await.expect("read").expect("a copy");
    assert_eq!(stored.head, first.head);
    assert_eq!(store.write_copy("ana", "v1", &edit).await, Ok(CopyWritten::Done));
    let next = Store::new(&name, || ());
    let stored = next.read_copy("ana", "v1").await.expect("read").expect("a copy");
    assert_eq!(stored.head, edit.head);
    assert_eq!(keys(Some(stored)), ["a=A", "b=B2", "d="]);
    assert_eq!(
        store.write_copy("ana", "v1", &whole("3", Some("2"), &[("z", "Z")])).await,
        Ok(CopyWritten::Done)
    );
    assert_eq!(read(&next, "ana", "v1").await, ["z=Z"]);
    assert_eq!(next.read_copy("ana", "v2").await, Ok(None));
}

#[wasm_bindgen_test]
async fn of_two_tabs_the_one_that_was_overtaken_writes_nothing() {
    let (store, _) = store();
    store.write_copy("ana", "v1", &whole("1", None, &[("a", "A")])).await.expect("written");
    store.write_copy("ana", "v1", &whole("2", Some("1"), &[("a", "A2")])).await.expect("written");
    for after in [Some("1"), None] {
        let late = store.write_copy("ana", "v1", &whole("3", after, &[("a", "old")])).await;
        assert_eq!(late, Ok(CopyWritten::Overtaken(Some(head("2", u64::MAX - 1)))));
    }
    assert_eq!(read(&store, "ana", "v1").await, ["a=A2"]);
    store.wipe_copies(None).await.expect("wiped");
    let late = store.write_copy("ana", "v1", &whole("3", Some("2"), &[("a", "old")])).await;
    assert_eq!(late, Ok(CopyWritten::Overtaken(None)), "what was wiped does not come back");
}

#[wasm_bindgen_test]
async fn one_persons_copies_stay_when_the_others_go() {
    let (store, _) = store();
    for (user, venue) in [("ana", "v1"), ("ana", "v2"), ("anabel", "v1"), ("ben", "v1")] {
        store.write_copy(user, venue, &whole("1", None, &[("a", user)])).await.expect("written");
    }
    store.wipe_copies(Some("ana")).await.expect("wiped");
    let left = store.copies().await.expect("read");
    let left: Vec<(&str, &str)> =
        left.iter().map(|(user, venue, _)| (user.as_str(), venue.as_str())).collect();
    assert_eq!(left, [("ana", "v1"), ("ana", "v2")]);
    assert!(read(&store, "ben", "v1").await.is_empty());
    store.wipe_copy("ana", "v1").await.expect("wiped");
    assert_eq!((read(&store, "ana", "v1").await.len(), read(&store, "ana", "v2").await.len()), (0, 1));
}

#[wasm_bindgen_test]
async fn a_copy_in_another_form_is_none_and_goes() {
    let (store, name) = store();
    store.write_copy("ana", "v1", &whole("1", None, &[("a", "A")])).await.expect("written");
    let script = with_database(&name)
        + "const heads = db.transaction('copies', 'readwrite').objectStore('copies');
           const head = await done(heads.get(['ana', 'v1']));
           await done(heads.put({ ...head, form: 2 }, ['ana', 'v1']));
           db.close();";
    in_page(&script).await;
    assert_eq!(store.read_copy("ana", "v1").await, Ok(None));
    assert_eq!(store.copies().await, Ok(Vec::new()));
    store.wipe_copies(Some("ana")).await.expect("wiped");
    let script = with_database(&name)
        + "const left = await done(db.transaction('records').objectStore('records').count());
           db.close();
           return left;";
    assert_eq!(in_page(&script).await.as_f64(), Some(0.0));
}

#[wasm_bindgen_test]
async fn head_and_records_are_written_together_or_not_at_all() {
    let (store, _) = store();
    store.write_copy("ana", "v1", &whole("1", None, &[("a", "A")])).await.expect("written");
    super::browser_says(
        "const put = IDBObjectStore.prototype.put;
         IDBObjectStore.prototype.put = function (value, key) {
             if (this.name === 'copies') throw new DOMException('no room', 'QuotaExceededError');
             return put.call(this, value, key);
         };
         window.restore = () => { IDBObjectStore.prototype.put = put; };",
    );
    let answer = store.write_copy("ana", "v1", &whole("2", Some("1"), &[("a", "A2")])).await;
    super::browser_says("window.restore()");
    assert_eq!(answer, Err(deskbell::platform::StoreFault::Full));
    assert_eq!(read(&store, "ana", "v1").await, ["a=A"]);
}

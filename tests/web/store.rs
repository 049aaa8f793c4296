//! What the device keeps, in the browser's own IndexedDB; each test has a database of its own.

use std::rc::Rc;

use deskbell::platform::{Store, StoreFault, uuid};
use deskbell::realtime::outbox::Record;
use futures_util::future::join;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use super::browser_says;

/// A store of its own, and its name.
pub(super) fn store() -> (Store, String) {
    let name = format!("deskbell-test {}", uuid());
    (Store::new(&name, || ()), name)
}

/// Runs a script of an async function, and gives its result.
pub(super) async fn in_page(body: &str) -> JsValue {
    let function = js_sys::Function::new_no_args(&format!("return (async () => {{ {body} }})()"));
    let promise = function.call0(&JsValue::NULL).expect("called");
    JsFuture::from(promise.unchecked_into::<js_sys::Promise>()).await.expect("the script ends")
}

/// The start of a script with the database open as `db`, in its own version, and requests as promises.
pub(super) fn with_database(name: &str) -> String {
    format!(
        "const done = (request) => new Promise((resolve, reject) => {{
             request.onsuccess = () => resolve(request.result); request.onerror = () => reject(request.error);
         }});
         const db = await done(indexedDB.open({name:?}));"
    )
}

fn record(id: &str, user: &str, tab: &str) -> Record {
    let text = format!("{{\"of\":\"{id}\"}}");
    Record { id: id.to_owned(), user: user.to_owned(), tab: tab.to_owned(), text }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn ids(records: &[Record]) -> Vec<&str> {
    records.iter().map(|record| record.id.as_str()).collect()
}

#[wasm_bindgen_test]
async fn what_was_saved_is_there_for_the_next_page() {
    let (store, name) = store();
    let records = [record("1", "ana", "t1"), record("2", "ana", "t1"), record("3", "ana", "t1")];
    assert_eq!(store.save(&records, "ana", &[]).await, Ok(()));
    assert_eq!(store.save(&[record("4", "ben", "t1")], "ana", &owned(&["2", "unknown"])).await, Ok(()));
    let next = Store::new(&name, || ());
    let claimed = next.claim("ana", "t1", true, &[], 10).await.expect("claimed");
    assert_eq!((ids(&claimed.records), claimed.left), (vec!["1", "3"], 0));
    assert_eq!(claimed.records[0], records[0]);
    let empty = next.claim("ana", "t1", false, &[], 10).await.expect("claimed");
    assert!(empty.records.is_empty(), "its own were not asked for");
}

#[wasm_bindgen_test]
async fn a_save_is_strict_and_answers_when_it_is_complete() {
    let (store, _) = store();
    // The first one opens the database.
    store.save(&[], "ana", &[]).await.expect("saved");
    browser_says(
        "const begin = IDBDatabase.prototype.transaction; window.seen = [];
         IDBDatabase.prototype.transaction = function (...args) {
             const transaction = begin.apply(this, args);
             window.seen.push(transaction.durability, transaction.mode);
             transaction.addEventListener('complete', () => window.seen.push('complete'));
             return transaction;
         };
         window.restore = () => { IDBDatabase.prototype.transaction = begin; };",
    );
    store.save(&[record("1", "ana", "t1")], "ana", &[]).await.expect("saved");
    let seen = in_page("window.restore(); return window.seen.join(' ')").await;
    assert_eq!(seen.as_string().as_deref(), Some("strict readwrite complete"));
}

#[wasm_bindgen_test]
async fn of_two_tabs_that_claim_at_once_each_record_goes_to_one() {
    let (first, name) = store();
    let second = Store::new(&name, || ());
    let records: Vec<Record> = (0..50).map(|id| record(&format!("{id:02}"), "ana", "gone")).collect();
    first.save(&records, "ana", &[]).await.expect("saved");
    let from = owned(&["gone", ""]);
    let (a, b) =
        join(first.claim("ana", "t1", true, &from, 30), second.claim("ana", "t2", true, &from, 30)).await;
    let (a, b) = (a.expect("claimed"), b.expect("claimed"));
    assert_eq!((a.records.len(), a.left, b.records.len(), b.left), (30, 20, 20, 0));
    let mut all: Vec<&str> = ids(&a.records).into_iter().chain(ids(&b.records)).collect();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 50);
    assert_eq!(first.owners("ana").await.expect("read").into_iter().collect::<Vec<_>>(), ["t1", "t2"]);
}

#[wasm_bindgen_test]
async fn a_wipe_takes_one_persons_records_of_those_tabs_only() {
    let (store, _) = store();
    let records = [
        record("1", "ana", "t1"),
        record("2", "ana", ""),
        record("3", "ana", "t2"),
        record("4", "ana|x", "t1"),
    ];
    store.save(&records, "ana", &[]).await.expect("saved");
    store.wipe("ana", &owned(&["t1", ""])).await.expect("wiped");
    let left = store.claim("ana", "t3", true, &owned(&["t1", "t2", ""]), 10).await.expect("claimed");
    assert_eq!(ids(&left.records), ["3"]);
    let other = store.claim("ana|x", "t3", true, &owned(&["t1"]), 10).await.expect("claimed");
    assert_eq!(ids(&other.records), ["4"]);
}

#[wasm_bindgen_test]
async fn a_corrupt_record_is_handed_over_and_kept_as_it_is() {
    let (store, name) = store();
    store.save(&[record("1", "ana", "t1")], "ana", &[]).await.expect("saved");
    let script = with_database(&name)
        + "const store = db.transaction('outbox', 'readwrite').objectStore('outbox');
           store.put({ tab: 'gone', text: '{\"v\":1,\"cut', more: 7 }, ['ana', '2']);
           store.put({ tab: 5, text: { deep: [1] } }, ['ana', '3']);
           await done(store.put('no object', ['ana', '4']));
           db.close();";
    in_page(&script).await;
    let claimed = store.claim("ana", "t2", true, &owned(&["t1", "gone", ""]), 10).await.expect("claimed");
    let read: Vec<(&str, &str)> =
        claimed.records.iter().map(|record| (record.id.as_str(), record.text.as_str())).collect();
    assert_eq!(read, [("1", "{\"of\":\"1\"}"), ("2", "{\"v\":1,\"cut"), ("3", ""), ("4", "")]);
    let script = with_database(&name)
        + "const all = await done(db.transaction('outbox').objectStore('outbox').getAll());
           db.close();
           return JSON.stringify(all.slice(1));";
    let kept = in_page(&script).await.as_string().expect("a text");
    let wanted =
        r#"[{"tab":"t2","text":"{\"v\":1,\"cut","more":7},{"tab":"t2","text":{"deep":[1]}},"no object"]"#;
    assert_eq!(kept, wanted);
}

#[wasm_bindgen_test]
async fn a_database_that_is_deleted_under_us_begins_anew() {
    let (store, name) = store();
    store.save(&[record("1", "ana", "t1")], "ana", &[]).await.expect("saved");
    let script = format!(
        "return new Promise((resolve) => {{
             const request = indexedDB.deleteDatabase({name:?});
             request.onsuccess = () => resolve('deleted');
         }})"
    );
    assert_eq!(in_page(&script).await.as_string().as_deref(), Some("deleted"), "the page makes room");
    let found = store.claim("ana", "t1", true, &[], 10).await.expect("claimed");
    assert!(found.records.is_empty());
    store.save(&[record("2", "ana", "t1")], "ana", &[]).await.expect("saved");
}

#[wasm_bindgen_test]
async fn a_page_of_a_newer_version_is_let_through_and_the_old_one_says_so() {
    let (store, name) = store();
    store.save(&[], "ana", &[]).await.expect("saved");
    let script = format!(
        "return new Promise((resolve, reject) => {{
             const request = indexedDB.open({name:?}, 99);
             request.onsuccess = () => {{ request.result.close(); resolve('upgraded'); }};
             request.onerror = () => reject(request.error);
         }})"
    );
    assert_eq!(in_page(&script).await.as_string().as_deref(), Some("upgraded"));
    assert_eq!(store.save(&[record("1", "ana", "t1")], "ana", &[]).await, Err(StoreFault::Failed));
}

#[wasm_bindgen_test]
async fn each_kind_of_refusal_has_its_name() {
    let table = [
        ("get: () => undefined", StoreFault::Blocked),
        ("get: () => { throw new DOMException('no', 'SecurityError') }", StoreFault::Blocked),
        ("get: () => ({ open() { throw new DOMException('no', 'SecurityError') } })", StoreFault::Blocked),
        ("get: () => ({ open() { throw new DOMException('no', 'QuotaExceededError') } })", StoreFault::Full),
        ("get: () => ({ open() { throw new Error('other') } })", StoreFault::Failed),
    ];
    // A global's property is the window's own: deleted, it would be gone for good.
    browser_says("window.kept = Object.getOwnPropertyDescriptor(window, 'indexedDB')");
    for (getter, fault) in table {
        let (store, _) = store();
        browser_says(&format!(
            "Object.defineProperty(window, 'indexedDB', {{ configurable: true, {getter} }})"
        ));
        let answer = store.save(&[record("1", "ana", "t1")], "ana", &[]).await;
        browser_says("Object.defineProperty(window, 'indexedDB', window.kept)");
        assert_eq!(answer, Err(fault), "{getter}");
        assert_eq!(store.save(&[record("1", "ana", "t1")], "ana", &[]).await, Ok(()), "and it is back");
    }
}

#[wasm_bindgen_test]
async fn a_write_that_finds_no_room_keeps_nothing_of_it() {
    let (store, _) = store();
    store.save(&[record("1", "ana", "t1")], "ana", &[]).await.expect("saved");
    browser_says(
        "const put = IDBObjectStore.prototype.put;
         IDBObjectStore.prototype.put = function (value, key) {
             if (key[1] === '3') throw new DOMException('no room', 'QuotaExceededError');
             return put.call(this, value, key);
         };
         window.restore = () => { IDBObjectStore.prototype.put = put; };",
    );
    let records = [record("2", "ana", "t1"), record("3", "ana", "t1")];
    let answer = store.save(&records, "ana", &owned(&["1"])).await;
    browser_says("window.restore()");
    assert_eq!(answer, Err(StoreFault::Full));
    let left = store.claim("ana", "t1", true, &[], 10).await.expect("claimed");
    assert_eq!(ids(&left.records), ["1"]);
}

#[wasm_bindgen_test]
async fn what_is_begun_as_the_page_is_put_away_is_kept_and_the_connection_goes() {
    let name = format!("deskbell-test {}", uuid());
    let slot: Rc<std::cell::RefCell<Option<Store>>> = Rc::default();
    let store = Store::new(&name, {
        let slot = Rc::clone(&slot);
        move || {
            let store = slot.borrow().clone().expect("a store");
            wasm_bindgen_futures::spawn_local(async move {
                store.save(&[record("1", "ana", "t1")], "ana", &[]).await.expect("saved");
            });
        }
    });
    slot.replace(Some(store.clone()));
    store.save(&[], "ana", &[]).await.expect("saved");
    browser_says(
        "const close = IDBDatabase.prototype.close; window.closings = 0;
         IDBDatabase.prototype.close = function () { window.closings += 1; return close.call(this); };
         window.restore = () => { IDBDatabase.prototype.close = close; };
         window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))",
    );
    let found = Store::new(&name, || ()).claim("ana", "t1", true, &[], 10).await.expect("claimed");
    assert_eq!(ids(&found.records), ["1"]);
    let closed = in_page("window.restore(); return window.closings").await.as_f64();
    assert!(closed >= Some(1.0), "{closed:?}");
    browser_says("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
    assert_eq!(store.save(&[record("2", "ana", "t1")], "ana", &[]).await, Ok(()));
}

//! One transaction, and its requests as futures.
//!
//! Between two requests nothing else may be awaited: a transaction without a request commits by itself.

use js_sys::{Array, Object, Promise};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbKeyRange, IdbObjectStore, IdbRequest, IdbTransaction};

use super::StoreFault;

#[wasm_bindgen]
extern "C" {
    /// web-sys counts the options of a transaction as unstable.
    type DatabaseWithOptions;

    #[wasm_bindgen(method, catch, js_name = transaction)]
    fn begin(
        this: &DatabaseWithOptions,
        stores: &Array,
        mode: &str,
        options: &TransactionOptions,
    ) -> Result<IdbTransaction, JsValue>;

    type TransactionOptions;

    #[wasm_bindgen(method, setter)]
    fn set_durability(this: &TransactionOptions, durability: &str);
}

/// What a transaction is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// To read.
    Read,
    /// To write what can be had again: complete means that the system has it.
    Write,
    /// To write what is nowhere else: complete means that the medium has it.
    WriteStrictly,
}

/// A transaction that has begun.
pub(super) struct Transaction {
    transaction: IdbTransaction,
    ended: Promise,
}

impl Transaction {
    /// Begins one. [`StoreFault::Blocked`] where the connection was closed.
    pub(super) fn begin(database: &IdbDatabase, stores: &[&str], mode: Mode) -> Result<Self, StoreFault> {
        let names: Array = stores.iter().map(|name| JsValue::from_str(name)).collect();
        let options: TransactionOptions = Object::new().unchecked_into();
        let (mode, durability) = match mode {
            Mode::Read => ("readonly", "relaxed"),
            Mode::Write => ("readwrite", "relaxed"),
            Mode::WriteStrictly => ("readwrite", "strict"),
        };
        options.set_durability(durability);
        let transaction = database
            .unchecked_ref::<DatabaseWithOptions>()
            .begin(&names, mode, &options)
            .map_err(|error| StoreFault::of(&error))?;
        let ended = Promise::new(&mut |resolve, _| {
            // No rejection: one that nobody awaits would be an error of the page.
            transaction.set_oncomplete(Some(&resolve));
            transaction.set_onabort(Some(&resolve));
        });
        Ok(Transaction { transaction, ended })
    }

    /// One of its object stores.
    pub(super) fn store(&self, name: &str) -> Result<IdbObjectStore, StoreFault> {
        self.transaction.object_store(name).map_err(|error| StoreFault::of(&error))
    }

    /// Waits until all of it is kept, or none.
    pub(super) async fn end(self) -> Result<(), StoreFault> {
        let event = JsFuture::from(self.ended).await.map_err(|error| StoreFault::of(&error))?;
        if event.unchecked_ref::<web_sys::Event>().type_() == "complete" {
            return Ok(());
        }
        Err(self.transaction.error().map_or(StoreFault::Failed, |error| StoreFault::of(&error)))
    }

    /// Gives up: nothing of it is kept.
    pub(super) fn abort(&self) {
        // It fails only for one that has ended.
        let _ = self.transaction.abort();
    }
}

/// Writes `value` under `key`; how it went shows at the transaction's end, or at once for what cannot be stored.
pub(super) fn put(store: &IdbObjectStore, key: &JsValue, value: &JsValue) -> Result<(), StoreFault> {
    store.put_with_key(value, key).map(drop).map_err(|error| StoreFault::of(&error))
}

/// Removes what lies under a key or in a range.
pub(super) fn delete(store: &IdbObjectStore, key: &JsValue) -> Result<(), StoreFault> {
    store.delete(key).map(drop).map_err(|error| StoreFault::of(&error))
}

/// What lies under `key`; undefined where nothing does.
pub(super) async fn get(store: &IdbObjectStore, key: &JsValue) -> Result<JsValue, StoreFault> {
    answer(store.get(key)).await
}

/// Keys and values in a range, in the order of keys.
pub(super) async fn entries(
    store: &IdbObjectStore,
    range: &JsValue,
) -> Result<Vec<(JsValue, JsValue)>, StoreFault> {
    let (keys, values) = (store.get_all_keys_with_key(range), store.get_all_with_key(range));
    let keys: Array = answer(keys).await?.unchecked_into();
    let values: Array = answer(values).await?.unchecked_into();
    Ok(keys.iter().zip(values.iter()).collect())
}

/// Every key that is an array beginning with `parts`.
pub(super) fn beginning_with(parts: &[&str]) -> Result<JsValue, StoreFault> {
    let (from, to) = (key(parts), key(parts));
    // In the order of keys an array comes after every text.
    to.unchecked_ref::<Array>().push(&Array::new());
    IdbKeyRange::bound(&from, &to).map(JsValue::from).map_err(|error| StoreFault::of(&error))
}

/// A key of several parts.
pub(super) fn key(parts: &[&str]) -> JsValue {
    parts.iter().map(|part| JsValue::from_str(part)).collect::<Array>().into()
}

/// Ends when the request has succeeded or failed; the promise itself never rejects.
pub(super) fn settled(request: &IdbRequest) -> Promise {
    Promise::new(&mut |resolve, _| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&resolve));
    })
}

/// What a request that has ended gave. One that failed has a result too: undefined.
pub(super) fn outcome(request: &IdbRequest) -> Result<JsValue, StoreFault> {
    match request.error() {
        Ok(None) => request.result().map_err(|error| StoreFault::of(&error)),
        Ok(Some(error)) => Err(StoreFault::of(&error)),
        Err(error) => Err(StoreFault::of(&error)),
    }
}

async fn answer(request: Result<IdbRequest, JsValue>) -> Result<JsValue, StoreFault> {
    let request = request.map_err(|error| StoreFault::of(&error))?;
    let _ = JsFuture::from(settled(&request)).await;
    outcome(&request)
}

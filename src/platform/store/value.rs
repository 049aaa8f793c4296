//! Plain objects of texts and numbers, as they lie in the database.

use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// An object with these fields.
pub(super) fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    fields.iter().for_each(|(name, value)| set(&object, name, value));
    object.into()
}

/// Sets a field, where `object` is one.
pub(super) fn set(object: &JsValue, name: &str, value: &JsValue) {
    // It fails only for what is no object, or is frozen.
    let _ = Reflect::set(object, &JsValue::from_str(name), value);
}

/// A field that is a text.
pub(super) fn text(object: &JsValue, name: &str) -> Option<String> {
    field(object, name)?.as_string()
}

/// A field that is a number.
pub(super) fn number(object: &JsValue, name: &str) -> Option<f64> {
    field(object, name)?.as_f64()
}

/// The part of a key at `index` that is a text.
pub(super) fn part(key: &JsValue, index: u32) -> Option<String> {
    key.dyn_ref::<js_sys::Array>()?.get(index).as_string()
}

fn field(object: &JsValue, name: &str) -> Option<JsValue> {
    // It fails for what is no object: another hand wrote it.
    Reflect::get(object, &JsValue::from_str(name)).ok()
}

//! What the browser says of the device, and what the device takes: a file to keep.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use crate::realtime::{Fault, FaultKind};

/// What the browser calls itself.
pub fn browser() -> String {
    web_sys::window().and_then(|window| window.navigator().user_agent().ok()).unwrap_or_default()
}

/// Whether the browser takes the page's address for a secure one.
pub fn is_secure() -> bool {
    web_sys::window().is_some_and(|window| window.is_secure_context())
}

/// The browser's own word on the network.
pub(super) fn online() -> Result<(), Fault> {
    let is_online = web_sys::window().is_none_or(|window| window.navigator().on_line());
    is_online
        .then_some(())
        .ok_or_else(|| Fault::new(FaultKind::Network, "the browser says that there is no network"))
}

/// Without a secure origin there is no installation, no lock between tabs and no clipboard.
pub(super) fn secure_origin() -> Result<(), Fault> {
    is_secure().then_some(()).ok_or_else(|| Fault::new(FaultKind::Client, "the origin is not secure"))
}

/// Hands a file of this name to the person; `false` where the browser does not let us.
pub fn save_file(name: &str, kind: &str, text: &str) -> bool {
    offer(name, kind, text).is_ok()
}

fn offer(name: &str, kind: &str, text: &str) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = Array::of1(&JsValue::from_str(text));
    let url = Url::create_object_url_with_blob(&Blob::new_with_str_sequence_and_options(&parts, &options)?)?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The download has its own hold on the bytes by now.
    Url::revoke_object_url(&url)
}

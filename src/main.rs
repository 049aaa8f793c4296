//! The browser's entry point.

#[cfg(target_arch = "wasm32")]
fn main() {
    let _ = console_log::init_with_level(log::Level::Info);
    deskbell::crash::install();
    leptos::mount::mount_to_body(deskbell::app::App);
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}

//! The application: configuration, services, router.

use leptos::prelude::*;
use leptos_router::components::Router;

use crate::components::Wording;
use crate::config::{Config, ConfigError};
use crate::pages::{ConfigErrorPage, Pages};
use crate::service::{load_config, provide_services};

/// The application.
#[component]
pub fn App() -> impl IntoView {
    Wording::provide();
    let config = LocalResource::new(load_config);
    view! {
        {move || config.get().map(|config| view! { <Loaded config /> })}
    }
}

#[component]
fn Loaded(config: Result<Config, ConfigError>) -> impl IntoView {
    if let Some(shell) = document().get_element_by_id("boot-shell") {
        shell.remove();
    }
    match config {
        Err(error) => view! { <ConfigErrorPage key=error.key cause=error.what /> }.into_any(),
        Ok(config) => {
            provide_services(&config);
            view! { <Router><Pages /></Router> }.into_any()
        }
    }
}

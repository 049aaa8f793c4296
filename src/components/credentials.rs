//! The two fields by which people say who they are: at the sign-in, and at a lock.

use leptos::html;
use leptos::prelude::*;

use super::use_wording;
use crate::words::SignIn;

/// The name of an account.
#[component]
pub fn UsernameField(
    /// What is typed.
    value: RwSignal<String>,
    /// The field itself, for the focus.
    #[prop(default = NodeRef::new())]
    field: NodeRef<html::Input>,
    /// The id of what else is to be read with it.
    #[prop(optional, into)]
    described_by: MaybeProp<&'static str>,
) -> impl IntoView {
    let wording = use_wording();
    view! {
        <label class="field">
            <span class="field-label">{wording.say(SignIn::Username)}</span>
            <input
                class="field-input"
                name="username"
                node_ref=field
                aria-describedby=move || described_by.get()
                autocomplete="username"
                autocapitalize="none"
                spellcheck="false"
                maxlength="100"
                bind:value=value
            />
        </label>
    }
}

/// The password.
#[component]
pub fn PasswordField(
    /// What is typed.
    value: RwSignal<String>,
    /// The field itself, for the focus.
    #[prop(default = NodeRef::new())]
    field: NodeRef<html::Input>,
) -> impl IntoView {
    let wording = use_wording();
    view! {
        <label class="field">
            <span class="field-label">{wording.say(SignIn::Password)}</span>
            <input
                class="field-input"
                type="password"
                name="password"
                autocomplete="current-password"
                maxlength="200"
                node_ref=field
                bind:value=value
            />
        </label>
    }
}
